package dev.steerstream.core.grammar;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.vocabulary.TokenMask;

/** A place in an answer that must fit a grammar. Looks immutable, and thread-safe: two threads may at worst ask for the same mask twice. */
final class GrammarConstraint implements TokenConstraint {
    private final GrammarAutomaton automaton;
    private final Expression state;
    private final Expression empty;
    private volatile TokenMask mask; // asked for several times a step

    GrammarConstraint(GrammarAutomaton automaton, Expression state, Expression empty) {
        this.automaton = automaton;
        this.state = state;
        this.empty = empty;
    }

    @Override
    public TokenMask allowed() {
        TokenMask known = mask;
        if (known == null) {
            known = automaton.mask(state);
            mask = known;
        }
        return known;
    }

    @Override
    public boolean complete() {
        return state == empty;
    }

    @Override
    public TokenConstraint after(int token) {
        if (!allowed().contains(token)) {
            throw new IllegalArgumentException("Token " + token + " does not fit the grammar here.");
        }
        return new GrammarConstraint(automaton, automaton.after(state, automaton.bytes(token)), empty);
    }
}
