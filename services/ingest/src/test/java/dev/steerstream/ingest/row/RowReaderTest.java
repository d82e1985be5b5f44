package dev.steerstream.ingest.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {
    private static final Address ADDRESS = new Address("default", "d", "s");
    private static final SubmissionEnd DEFAULTS = new SubmissionEnd(null, null, null, null);

    @Test
    void aPromptIsOneUserTurn() {
        PublishedRow row = good("{\"prompt\": \"What?\", \"completion\": \" That.\"}");
        assertThat(row.prompt()).containsExactly(new ChatMessage("user", "What?"));
        assertThat(row.completion()).isEqualTo(" That.");
        assertThat(row.choices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"input\": \"\"", ", \"input\": \" \"", ", \"input\": null"})
    void anAlpacaRowWithoutInputIsItsInstruction(String input) {
        assertThat(good("{\"instruction\": \"Do\", \"output\": \"Done\"" + input + ", \"answer\": \"answer4\"}")
                        .prompt())
                .containsExactly(new ChatMessage("user", "Do"));
    }

    @Test
    void theLastMessageIsTheAnswer() {
        PublishedRow row = good(
                "{\"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"U\"},"
                        + " {\"role\": \"assistant\", \"content\": \"A\", \"weight\": 1}], \"tools\": []}");
        assertThat(row.prompt()).containsExactly(new ChatMessage("system", "S"), new ChatMessage("user", "U"));
        assertThat(row.completion()).isEqualTo("A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"answer\": 1",
                "\"answer\": \"yes\"",
                "\"correct_choice\": 1",
                "\"correct_choice\": \"yes\"",
                "\"correct_choice\": 1, \"answer\": \"no\""
            })
    void theRightChoiceIsMarkedByIndexOrText(String mark) {
        assertThat(good("{\"prompt\": \"p\", \"completion\": \"yes\", \"choices\": [\"no\", \"yes\"], " + mark + "}")
                        .correctChoice())
                .isEqualTo(1);
    }

    @Test
    void severalChoicesMayBeTrue() {
        PublishedRow row =
                good("{\"prompt\": \"p\", \"completion\": \"c\", \"choices\": [\"a\", \"b\", \"c\"], \"answer\": \"c\","
                        + " \"true_choices\": [2, 0]}");
        assertThat(row.trueChoices()).containsExactly(0, 2);
        assertThat(row.normalised(ADDRESS, 7, Split.HELD_OUT, DEFAULTS).trueChoices())
                .containsExactly(0, 2);
    }

    @Test
    void truthfulQasBestAnswerIsTheReference() {
        PublishedRow row = good("{\"question\": \"Safe?\", \"mc1_targets\": {\"It is.\": 1, \"No.\": 0},"
                + " \"mc2_targets\": {\"Yes.\": 1, \"No.\": 0, \"It is.\": 1}}");
        assertThat(row.prompt()).containsExactly(new ChatMessage("user", "Safe?"));
        assertThat(row.completion()).isEqualTo("It is.");
        assertThat(row.choices()).containsExactly("Yes.", "No.", "It is.");
        assertThat(row.correctChoice()).isEqualTo(2);
        assertThat(row.trueChoices()).containsExactly(0, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                                     | row            |",
                "[]                                                                   | row            | []",
                "{\"prompt\": \"a\", \"prompt\": \"b\", \"completion\": \"c\"}        | row            | {\"prompt\"",
                "{\"prompt\": \"a\", \"completion\": \"c\"} x                         | row            | {\"prompt\"",
                "{}                                                                   | row            |",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"messages\": []}         | row            | messages, prompt",
                "{\"prompt\": \"a\"}                                                  | completion     |",
                "{\"completion\": \"a\"}                                              | prompt         |",
                "{\"prompt\": \"\", \"completion\": \"b\"}                            | prompt         | \"\"",
                "{\"prompt\": {\"a\": 1}, \"completion\": \"b\"}                      | prompt         | {\"a\":1}",
                "{\"instruction\": \"a\", \"input\": 3, \"output\": \"b\"}            | input          | 3",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}           | messages       | [{\"role\"",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": \"b\"}]} | messages[1].role | user",
                "{\"messages\": [{\"role\": \"tool\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]} | messages[0].role | \"tool\"",
                "{\"messages\": [7, {\"role\": \"assistant\", \"content\": \"b\"}]}   | messages[0].role |",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\"], \"answer\": 0} | choices | [\"x\"]",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"x\"], \"answer\": 0} | choices | [\"x\",\"x\"]",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"]} | answer      |",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"], \"answer\": 2} | answer | 2",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"], \"answer\": 0.5} | answer | 0.5",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"], \"correct_choice\": 4294967296} | correct_choice | 4294967296",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"], \"answer\": 0, \"true_choices\": [1]} | true_choices | [1]",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"], \"answer\": 0, \"true_choices\": [0, 1]} | true_choices | [0,1]",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"], \"answer\": 0, \"true_choices\": 0} | true_choices | 0",
                "{\"question\": \"a\", \"mc1_targets\": {\"x\": 1, \"y\": 0}}   | mc2_targets    |",
                "{\"question\": \"a\", \"mc1_targets\": {\"x\": 1, \"y\": 1}, \"mc2_targets\": {\"x\": 1, \"y\": 0}} | mc1_targets | {\"x\":1",
                "{\"question\": \"a\", \"mc1_targets\": {\"x\": 1, \"y\": 0}, \"mc2_targets\": {\"z\": 1, \"y\": 0}} | mc1_targets | {\"x\":1",
                "{\"question\": \"a\", \"mc1_targets\": {\"x\": 1, \"y\": 0}, \"mc2_targets\": {\"x\": 1, \"y\": 0, \"z\": 0}} | mc1_targets | {\"x\":1",
                "{\"question\": \"a\", \"mc1_targets\": {\"x\": 1, \"y\": 2}, \"mc2_targets\": {\"x\": 1, \"y\": 0}} | mc1_targets.y | 2",
                "{\"mc1_targets\": {\"x\": 1, \"y\": 0}, \"mc2_targets\": {\"x\": 1, \"y\": 0}} | question |",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"split\": \"TEST\"}      | split          | \"TEST\"",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"split\": 1}             | split          | 1",
                "{\"prompt\": \"a\", \"completion\": \"b\", \"group\": \" \"}         | group          | \" \"",
                "{\"prompt\": \"a\\ud800\", \"completion\": \"b\"}                    | row            | a\uFFFD",
            })
    void aBadRowNamesLineFieldValueAndRule(String json, String field, String value) {
        List<BadRow> bad = bad(json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8));
        assertThat(bad).anySatisfy(row -> {
            assertThat(row.line()).isEqualTo(6);
            assertThat(row.field()).isEqualTo(field);
            if (value == null) assertThat(row.value()).isNull();
            else assertThat(row.value()).startsWith(value);
            assertThat(row.rule()).isNotBlank();
        });
    }

    @Test
    void bytesThatAreNotUtf8AreABadRow() {
        byte[] latin = "{\"prompt\": \"\u00e4\", \"completion\": \"b\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(bad(latin)).extracting(BadRow::rule).containsExactly("is UTF-8");
        byte[] utf16 = "{\"prompt\": \"a\", \"completion\": \"b\"}".getBytes(StandardCharsets.UTF_16BE);
        assertThat(bad(utf16)).hasSize(1);
    }

    @Test
    void allFaultsOfARowAreNamedUpToTen() {
        assertThat(bad("{\"prompt\": 1, \"completion\": 2, \"split\": 3, \"group\": 4}"))
                .extracting(BadRow::field)
                .containsExactly("prompt", "completion", "split", "group");
        String many = "{\"messages\": [" + "{},".repeat(50) + "{}]}";
        assertThat(bad(many)).hasSize(10);
    }

    @Test
    void aRowIsTakenUpToTheLimitAndStillFitsAMessage() {
        int texts = RowReader.LARGEST_ROW_BYTES - 40;
        PublishedRow largest = good("{\"prompt\": \"" + "p".repeat(texts) + "\", \"completion\": \"c\"}");
        assertThat(Contracts.write(largest.normalised(ADDRESS, 7, Split.HELD_OUT, DEFAULTS)).length)
                .isGreaterThan(texts);
        assertThat(bad("{\"prompt\": \"" + "p".repeat(RowReader.LARGEST_ROW_BYTES) + "\", \"completion\": \"c\"}")
                        .get(0)
                        .rule())
                .contains(Integer.toString(RowReader.LARGEST_ROW_BYTES));
    }

    @Test
    void whiteSpaceAndCompositionDoNotSeparateOneQuestion() {
        assertThat(good("{\"prompt\": \" caf\u00e9  au\\nlait \", \"completion\": \"1\"}")
                        .effectiveGroup())
                .isEqualTo(good("{\"prompt\": \"cafe\u0301 au lait\", \"completion\": \"2\"}")
                        .effectiveGroup());
        assertThat(good("{\"prompt\": \"a\", \"completion\": \"1\", \"group\": \"g\"}")
                        .effectiveGroup())
                .isEqualTo("g");
    }

    /** Whatever JSON comes: it is a bad row, or a row that the contract takes, as it was read. */
    @Property(tries = 500)
    void nothingThatIsTakenFailsWhenItIsWritten(@ForAll("rows") ObjectNode json) {
        RowReader.Reading reading = RowReader.read(3, json.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(reading.row().isEmpty()).isEqualTo(!reading.bad().isEmpty());
        reading.bad().forEach(bad -> assertThat(Contracts.read(BadRow.class, Contracts.write(bad)))
                .isEqualTo(bad));
        reading.row().ifPresent(row -> {
            DatasetRow written = row.normalised(ADDRESS, 3, Split.TRAIN, DEFAULTS);
            assertThat(Contracts.read(DatasetRow.class, Contracts.write(written)))
                    .isEqualTo(written);
        });
    }

    @Property(tries = 200)
    void bytesOfAnyKindAreReadOrRefused(@ForAll byte[] body) {
        RowReader.Reading reading = RowReader.read(3, body);
        assertThat(reading.row().isEmpty()).isEqualTo(!reading.bad().isEmpty());
        reading.bad().forEach(Contracts::write);
    }

    @Provide
    Arbitrary<ObjectNode> rows() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Arbitrary<String> names = Arbitraries.of(
                "prompt",
                "completion",
                "instruction",
                "input",
                "output",
                "messages",
                "choices",
                "answer",
                "correct_choice",
                "split",
                "group",
                "other");
        Arbitrary<String> texts = Arbitraries.strings()
                .all()
                .ofMaxLength(8)
                .edgeCases(edges -> edges.add("\ud800", "\u0000", "train", "user", "assistant", "a"));
        Arbitrary<com.fasterxml.jackson.databind.JsonNode> leaves = Arbitraries.oneOf(
                texts.map(nodes::textNode),
                texts.map(nodes::textNode),
                Arbitraries.integers().between(-1, 3).map(nodes::numberNode),
                Arbitraries.just(nodes.nullNode()),
                texts.list().ofMaxSize(3).map(list -> {
                    ArrayNode array = nodes.arrayNode();
                    list.forEach(array::add);
                    return array;
                }),
                texts.list().ofMinSize(1).ofMaxSize(3).map(list -> {
                    ArrayNode array = nodes.arrayNode();
                    list.forEach(text -> array.addObject().put("role", "user").put("content", text));
                    array.addObject().put("role", "assistant").put("content", "x");
                    return array;
                }));
        return Arbitraries.maps(names, leaves).ofMaxSize(5).map(map -> {
            ObjectNode object = nodes.objectNode();
            map.forEach(object::set);
            return object;
        });
    }

    private static PublishedRow good(String json) {
        RowReader.Reading reading = RowReader.read(5, json.getBytes(StandardCharsets.UTF_8));
        assertThat(reading.bad()).isEmpty();
        return reading.row().orElseThrow();
    }

    private static List<BadRow> bad(String json) {
        return bad(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<BadRow> bad(byte[] json) {
        RowReader.Reading reading = RowReader.read(5, json);
        assertThat(reading.row()).isEmpty();
        return reading.bad();
    }
}
