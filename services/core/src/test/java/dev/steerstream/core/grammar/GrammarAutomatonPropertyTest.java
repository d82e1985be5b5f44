package dev.steerstream.core.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.vocabulary.VocabularyTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GrammarAutomatonPropertyTest {
    private static final int END = 0;

    private static String[] tokens(Random random) {
        List<String> texts = new ArrayList<>(List.of("", "a", "b", "c"));
        for (int i = 0; i < 25; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(4); length > 0; length--) {
                text.append((char) ('a' + random.nextInt(3)));
            }
            texts.add(text.toString());
        }
        return texts.toArray(String[]::new);
    }

    @Property
    void masksAlongRandomAnswersAreThoseOfTheNaiveReaderTokenByToken(@ForAll long seed) {
        Random random = new Random(seed);
        RandomGrammar grammar = new RandomGrammar(random);
        String[] texts = tokens(random);
        byte[][] bytes = new byte[texts.length][];
        for (int id = 1; id < texts.length; id++) {
            bytes[id] = texts[id].getBytes(StandardCharsets.UTF_8);
        }
        TokenConstraint state = new GrammarAutomaton(
                        grammar.make, grammar.expression, new VocabularyTree(bytes), new int[] {END})
                .start();
        StringBuilder answer = new StringBuilder();
        for (int place = 0; place < 12 && !state.complete(); place++) {
            List<Integer> allowed = new ArrayList<>();
            for (int id = 1; id < texts.length; id++) {
                boolean fits = grammar.fits(answer + texts[id]);
                assertThat(state.allowed().contains(id))
                        .as("%s after '%s' under %s", texts[id], answer, grammar)
                        .isEqualTo(fits);
                if (fits) {
                    allowed.add(id);
                }
            }
            assertThat(state.allowed().contains(END)).isEqualTo(grammar.matches(answer.toString()));
            assertThat(state.allowed().size()).isPositive();
            if (allowed.isEmpty()) {
                return;
            }
            int chosen = allowed.get(random.nextInt(allowed.size()));
            answer.append(texts[chosen]);
            state = state.after(chosen);
        }
        if (state.complete()) {
            assertThat(grammar.matches(answer.toString())).isTrue();
        }
    }
}
