package dev.steerstream.core.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.vocabulary.VocabularyTree;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GrammarAutomatonTest {
    private final Expressions make = new Expressions();

    private static VocabularyTree vocabulary(String... texts) {
        byte[][] bytes = new byte[texts.length][];
        for (int id = 0; id < texts.length; id++) {
            bytes[id] = texts[id].getBytes(StandardCharsets.UTF_8);
        }
        return new VocabularyTree(bytes);
    }

    @Test
    void rulesNestAsDeepAsTheAnswerGoes() {
        Rule list = new Rule("list");
        list.define(make.sequence(make.text("["), make.optional(make.reference(list)), make.text("]")));
        GrammarAutomaton automaton =
                new GrammarAutomaton(make, make.reference(list), vocabulary("[", "]", "[[", "]]", "[]"), new int[0]);
        TokenConstraint state = automaton.start();
        for (int i = 0; i < 500; i++) {
            state = state.after(2);
        }
        assertThat(state.allowed().contains(3)).isTrue();
        for (int i = 0; i < 500; i++) {
            assertThat(state.complete()).isFalse();
            state = state.after(3);
        }
        assertThat(state.complete()).isTrue();
    }

    @Test
    void aTokenThatDoesNotFitIsRefused() {
        TokenConstraint state = new GrammarAutomaton(make, make.text("ab"), vocabulary("a", "b"), new int[0]).start();
        assertThatThrownBy(() -> state.after(1)).hasMessageContaining("Token 1 does not fit");
    }

    @Test
    void whatTheVocabularyCannotWriteIsNoWayOut() {
        Expression either = make.choice(make.text("ax"), make.text("ab"));
        TokenConstraint state = new GrammarAutomaton(make, either, vocabulary("a", "b", "ax"), new int[0]).start();
        // "x" is no token alone, so a way through it could end in nothing: it is cut, though "ax" would have fitted.
        assertThat(state.allowed().contains(0)).isTrue();
        assertThat(state.allowed().contains(2)).isFalse();
        Expressions other = new Expressions();
        assertThatThrownBy(() -> new GrammarAutomaton(other, other.text("ax"), vocabulary("a", "b"), new int[0]))
                .isInstanceOf(UnwritableGrammarException.class);
    }

    @Test
    void aRuleThatRequiresItselfOrBeginsWithItselfIsRefused() {
        Rule endless = new Rule("endless");
        endless.define(make.sequence(make.text("a"), make.reference(endless)));
        assertThatThrownBy(() -> new GrammarAutomaton(make, make.reference(endless), vocabulary("a"), new int[0]))
                .isInstanceOf(UnwritableGrammarException.class);
        Rule left = new Rule("left");
        left.define(make.choice(make.reference(left), make.text("a")));
        assertThatThrownBy(() -> new GrammarAutomaton(make, make.reference(left), vocabulary("a"), new int[0]))
                .hasMessageContaining("Rule left refers to itself");
    }

    @Test
    void forgettingChangesNothing() {
        Expression counted = make.repeat(make.choice(make.text("a"), make.text("b")), 0, 40_000);
        GrammarAutomaton automaton = new GrammarAutomaton(make, counted, vocabulary("a", "b", "ab"), new int[] {0});
        TokenConstraint state = automaton.start();
        for (int i = 0; i < 39_999; i++) {
            state = state.after(i % 2);
        }
        assertThat(state.allowed().contains(1)).isTrue();
        assertThat(state.allowed().contains(2)).isFalse();
        state = state.after(1);
        assertThat(state.complete()).isTrue();
    }
}
