package dev.steerstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.vocabulary.TokenMask;
import dev.steerstream.core.vocabulary.VocabularyTree;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonSchemaGrammarPropertyTest {
    /** Every byte, some pieces of JSON, and an end-of-text token. */
    private static final List<String> PIECES = List.of(
            "{\"", "\":", "\",\"", "\"}", "}}", "],", "null", "true", "12", ": \"", "ab", "😀\"", "\\u00", "\n  ");

    private static final int END = 256 + PIECES.size();

    private static final byte[][] TOKENS = tokens();
    private static final VocabularyTree VOCABULARY = new VocabularyTree(TOKENS);

    static byte[][] tokens() {
        byte[][] tokens = new byte[END + 1][];
        for (int value = 0; value < 256; value++) {
            tokens[value] = new byte[] {(byte) value};
        }
        for (int i = 0; i < PIECES.size(); i++) {
            tokens[256 + i] = PIECES.get(i).getBytes(StandardCharsets.UTF_8);
        }
        return tokens;
    }

    private static List<Integer> allowed(TokenConstraint state) {
        List<Integer> allowed = new ArrayList<>();
        TokenMask mask = state.allowed();
        for (int id = 0; id <= END; id++) {
            if (mask.contains(id)) {
                allowed.add(id);
            }
        }
        return allowed;
    }

    /** Late in an answer what closes something comes first: else few random answers would end. */
    private static int choose(List<Integer> allowed, int place, Random random) {
        if (place > 60) {
            for (int closing : new int[] {END, '}', ']', '"', '0', '1', 'e', 'l', 'n'}) {
                if (allowed.contains(closing)) {
                    return closing;
                }
            }
        }
        return allowed.get(random.nextInt(allowed.size()));
    }

    @Property(tries = 500)
    void everyRandomAnswerThatEndsIsValidAndNoneRunsIntoADeadEnd(@ForAll long seed) throws CharacterCodingException {
        Random random = new Random(seed);
        Map<String, Object> schema = new RandomSchema(random).document();
        TokenConstraint state =
                JsonSchemaGrammar.of(schema, VOCABULARY, new int[] {END}).start();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int place = 0; place < 400 && !state.complete(); place++) {
            List<Integer> allowed = allowed(state);
            assertThat(allowed).as("after %s", answer).isNotEmpty();
            int token = choose(allowed, place, random);
            if (token == END) {
                break;
            }
            answer.writeBytes(TOKENS[token]);
            state = state.after(token);
        }
        if (state.complete() || state.allowed().contains(END)) {
            String text = StandardCharsets.UTF_8
                    .newDecoder() // refuses what is not UTF-8
                    .decode(ByteBuffer.wrap(answer.toByteArray()))
                    .toString();
            assertThat(new NaiveValidator(schema).valid(NaiveJson.read(text)))
                    .as("%s under %s", text, schema)
                    .isTrue();
        }
    }

    @Property(tries = 300)
    void everyIntegerOfARangeIsWrittenAndNoOther(@ForAll long seed) {
        Random random = new Random(seed);
        long first = random.nextInt(3000) - 1500;
        long last = first + random.nextInt(2000);
        Map<String, Object> schema = Map.of("type", "integer", "minimum", first, "maximum", last);
        TokenConstraint start =
                JsonSchemaGrammar.of(schema, VOCABULARY, new int[] {END}).start();
        for (int i = 0; i < 40; i++) {
            long value = first - 100 + random.nextInt((int) (last - first) + 200);
            assertThat(accepts(start, String.valueOf(value))).isEqualTo(value >= first && value <= last);
        }
        assertThat(accepts(start, String.valueOf(first))).isTrue();
        assertThat(accepts(start, String.valueOf(last))).isTrue();
    }

    static boolean accepts(TokenConstraint start, String text) {
        TokenConstraint state = start;
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            if (!state.allowed().contains(value & 0xff)) {
                return false;
            }
            state = state.after(value & 0xff);
        }
        return state.complete() || state.allowed().contains(END);
    }
}
