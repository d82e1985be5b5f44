package dev.steerstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.grammar.UnwritableGrammarException;
import dev.steerstream.core.vocabulary.VocabularyTree;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaGrammarTest {
    private static final int[] NO_END = {};
    private final VocabularyTree vocabulary = new VocabularyTree(JsonSchemaGrammarPropertyTest.tokens());

    private TokenConstraint start(String schema) {
        return JsonSchemaGrammar.of(NaiveJson.read(schema), vocabulary, new int[] {256 + 14})
                .start();
    }

    private boolean accepts(String schema, String answer) {
        return JsonSchemaGrammarPropertyTest.accepts(start(schema), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"team\":\"billing\",\"urgent\":true}",
                "{ \"team\": \"shipping\", \"urgent\": false }",
                "{\n  \"team\": \"billing\",\n  \"urgent\": true,\n  \"notes\": [\"a\", \"\\u00e9\\ud83d\\ude00\"]\n}",
            })
    void aTicketIsWrittenCompactOrIndented(String answer) {
        String schema = "{\"type\":\"object\",\"properties\":{\"team\":{\"enum\":[\"billing\",\"shipping\"]},"
                + "\"urgent\":{\"type\":\"boolean\"},\"notes\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":2}}},"
                + "\"required\":[\"team\",\"urgent\"],\"additionalProperties\":false}";
        assertThat(accepts(schema, answer)).isTrue();
        assertThat(accepts(schema, answer.replace("billing", "billin").replace("shipping", "ship")))
                .isFalse();
        assertThat(accepts(schema, "{\"urgent\":true,\"team\":\"billing\"}")).isFalse(); // another order
        assertThat(accepts(schema, "{\"team\":\"billing\"}")).isFalse();
    }

    @Test
    void lengthsCountCharactersHoweverTheyAreWritten() {
        String schema = "{\"type\":\"string\",\"minLength\":2,\"maxLength\":2}";
        for (String two : new String[] {"ab", "é😀", "\\n\\\"", "\\ud83d\\ude00\\u0041"}) {
            assertThat(accepts(schema, "\"" + two + "\"")).as(two).isTrue();
            assertThat(accepts(schema, "\"" + two + "x\"")).as(two).isFalse();
        }
        assertThat(accepts(schema, "\"\\ud83dab\"")).isFalse(); // half a pair
    }

    @Test
    void aSchemaMayReferToItself() {
        String schema = "{\"$ref\":\"#/$defs/tree\",\"$defs\":{\"tree\":{\"type\":\"object\",\"properties\":"
                + "{\"left\":{\"$ref\":\"#/$defs/tree\"},\"leaf\":{\"type\":\"integer\"}},\"required\":[\"leaf\"]}}}";
        assertThat(accepts(schema, "{\"left\":{\"left\":{\"leaf\":1},\"leaf\":2},\"leaf\":3}"))
                .isTrue();
        assertThat(accepts(schema, "{\"left\":{\"leaf\":1}}")).isFalse();
    }

    @Test
    void withoutKeywordsAnyValueIsWrittenAndJsonObjectTakesAnyObject() {
        for (String value :
                new String[] {"null", "-0.5e10", "[]", "[1, {\"a\": [true]}]", "\"\"", "{ }", "{\"\":{}}"}) {
            assertThat(accepts("{}", value)).as(value).isTrue();
        }
        assertThat(accepts("{}", "01")).isFalse();
        TokenConstraint object = JsonSchemaGrammar.object(vocabulary, NO_END).start();
        assertThat(JsonSchemaGrammarPropertyTest.accepts(object, "{\"a\": [1, {}]}"))
                .isTrue();
        assertThat(JsonSchemaGrammarPropertyTest.accepts(object, "[1]")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"type\":\"string\",\"pattern\":\"a+\"}|/pattern is not supported",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"oneOf\":[]}}}|/properties/a/oneOf is not supported",
                "{\"allOf\":[{}]}|/allOf is not supported",
                "{\"type\":\"text\"}|/type is text",
                "{\"type\":\"number\",\"minimum\":1}|/type is number with bounds",
                "{\"type\":\"string\",\"minLength\":-1}|/minLength is -1",
                "{\"type\":\"string\",\"minLength\":2,\"maxLength\":1}|/maxLength is 1, below minLength 2",
                "{\"type\":\"integer\",\"minimum\":5,\"maximum\":4}|/type is integer from 5 to 4",
                "{\"type\":\"integer\",\"minimum\":1.5}|/minimum is 1.5",
                "{\"enum\":[]}|/enum is []",
                "{\"enum\":[1],\"type\":\"string\"}|/enum has no value of type",
                "{\"enum\":[\"a\"],\"minLength\":3}|/minLength stands beside enum",
                "{\"anyOf\":[{}],\"type\":\"object\"}|/type stands beside anyOf",
                "{\"$ref\":\"other.json\"}|/$ref is other.json",
                "{\"$ref\":\"#/$defs/none\"}|/$ref is #/$defs/none, but the document has nothing there",
                "{\"items\":false}|/items is false",
                "{\"required\":[\"a\"],\"additionalProperties\":false}|/required names a",
                "[]|root is []",
            })
    void whatIsNotSupportedIsRefusedByItsPlaceAndName(String schema, String message) {
        assertThatThrownBy(() -> start(schema))
                .isInstanceOf(UnsupportedSchemaException.class)
                .hasMessageContaining(message);
    }

    @Test
    void largeSchemasAreCompiledOrRefusedBeforeTheyCostMuch() {
        String constant = "x".repeat(60_000);
        assertThat(accepts("{\"const\":\"" + constant + "\"}", "\"" + constant + "\""))
                .isTrue();
        assertThatThrownBy(() -> start("{\"const\":\"" + constant + constant + "\"}"))
                .hasMessageContaining("is too large");
        String members = IntStream.range(0, 256)
                .mapToObj(i -> "\"property_of_some_length_" + i + "\":{\"type\":\"string\",\"maxLength\":9}")
                .collect(Collectors.joining(","));
        assertThat(accepts("{\"properties\":{" + members + "}}", "{\"property_of_some_length_200\":\"a\"}"))
                .isTrue();
        assertThatThrownBy(() -> start("{\"properties\":{" + members + ",\"one\":{}}}"))
                .hasMessageContaining("/properties has 257 parts");
    }

    @Test
    void whatCanNeverEndIsRefused() {
        assertThatThrownBy(() ->
                        start("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}"))
                .isInstanceOf(UnwritableGrammarException.class);
        assertThatThrownBy(() -> start("{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}"))
                .hasMessageContaining("refers to itself");
        StringBuilder deep = new StringBuilder("{}");
        for (int i = 0; i < 70; i++) {
            deep.insert(0, "{\"items\":").append('}');
        }
        assertThatThrownBy(() -> start(deep.toString())).hasMessageContaining("is too much");
        assertThatThrownBy(() -> JsonSchemaGrammar.of(
                        Map.of("const", "ä"), new VocabularyTree(new byte[][] {{'"'}, {'a'}}), NO_END))
                .isInstanceOf(UnwritableGrammarException.class);
    }
}
