package dev.steerstream.model;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.grammar.GrammarAutomaton;
import dev.steerstream.core.json.JsonSchemaGrammar;
import dev.steerstream.core.vocabulary.TokenMask;
import dev.steerstream.core.vocabulary.VocabularyTree;
import dev.steerstream.model.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a constrained step costs beside its forward pass: the milliseconds of a mask that is made, and of one that is known, along random
 * answers, with the default model's vocabulary and with one three times as large (each token also behind a space and behind a letter).
 */
final class ConstraintMeasurement {
    private static final Map<String, Object> TICKET = Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                    "team", Map.of("enum", List.of("billing", "delivery", "account")),
                    "days", Map.of("type", "integer", "minimum", 0, "maximum", 365),
                    "summary", Map.of("type", "string", "maxLength", 200),
                    "tags", Map.of("type", "array", "items", Map.of("type", "string"), "maxItems", 5)),
            "required",
            List.of("team", "days", "summary", "tags"));

    private ConstraintMeasurement() {}

    public static void main(String[] arguments) {
        try (Tokenizer tokenizer = Tokenizer.open(TestModel.smollm2())) {
            byte[][] tokens = new byte[tokenizer.vocabularySize()][];
            for (int id = 0; id < tokens.length; id++) {
                tokens[id] = tokenizer.isSpecial(id) ? null : tokenizer.tokenBytes(id);
            }
            measure("json_schema", tokens, false);
            measure("json_object", tokens, true);
            byte[][] large = tripled(tokens);
            measure("json_schema", large, false);
            measure("json_object", large, true);
        }
    }

    private static byte[][] tripled(byte[][] tokens) {
        List<byte[]> all = new ArrayList<>(Arrays.asList(tokens));
        for (char before : new char[] {' ', 'x'}) {
            for (byte[] token : tokens) {
                if (token != null) {
                    byte[] longer = new byte[token.length + 1];
                    longer[0] = (byte) before;
                    System.arraycopy(token, 0, longer, 1, token.length);
                    all.add(longer);
                }
            }
        }
        return all.toArray(byte[][]::new);
    }

    private static void measure(String name, byte[][] tokens, boolean anyObject) {
        long start = System.nanoTime();
        VocabularyTree tree = new VocabularyTree(tokens);
        double treeMillis = millis(start);
        walk(automaton(tree, anyObject), new Random(1), new ArrayList<>(), new ArrayList<>()); // warms the JVM up
        start = System.nanoTime();
        GrammarAutomaton automaton = automaton(tree, anyObject);
        double compileMillis = millis(start);
        List<Double> made = new ArrayList<>();
        List<Double> known = new ArrayList<>();
        for (int answer = 0; answer < 20; answer++) {
            walk(automaton, new Random(answer), made, known);
        }
        System.out.printf(
                "%s, %d tokens: tree %.0f ms once, grammar %.1f ms, step's mask median %.3f ms, 99%% %.3f ms, most %.3f ms,"
                        + " when known median %.4f ms (%d steps)%n",
                name,
                tokens.length,
                treeMillis,
                compileMillis,
                quantile(made, 0.5),
                quantile(made, 0.99),
                quantile(made, 1),
                quantile(known, 0.5),
                made.size());
    }

    private static GrammarAutomaton automaton(VocabularyTree tree, boolean anyObject) {
        return anyObject ? JsonSchemaGrammar.object(tree, new int[0]) : JsonSchemaGrammar.of(TICKET, tree, new int[0]);
    }

    private static void walk(GrammarAutomaton automaton, Random random, List<Double> made, List<Double> known) {
        TokenConstraint state = automaton.start();
        for (int place = 0; place < 150 && !state.complete(); place++) {
            long start = System.nanoTime();
            TokenMask mask = state.allowed();
            made.add(millis(start));
            start = System.nanoTime();
            state.allowed();
            known.add(millis(start));
            int token;
            do {
                token = random.nextInt(200_000);
            } while (!mask.contains(token));
            state = state.after(token);
        }
    }

    private static double quantile(List<Double> values, double share) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
