package dev.steerstream.core.grammar;

import dev.steerstream.core.vocabulary.TokenMask;
import java.util.List;

/**
 * What may be read from here on, in normal form: made by {@link Expressions} only, which gives out the same object for the same expression,
 * so that identity is equality. The caches belong to {@link Expressions} and {@link GrammarAutomaton}.
 */
public abstract sealed class Expression {
    /** In order of making; orders a choice's alternatives. */
    final int id;

    /** Whether the empty text is read too. */
    final boolean nullable;

    /** What is left after each byte, as far as it was asked; or null. */
    Expression[] derivatives;

    /** The tokens that can be read from here, or null where nobody asked yet. */
    TokenMask mask;

    private Expression(int id, boolean nullable) {
        this.id = id;
        this.nullable = nullable;
    }

    /** Reads nothing, not even the empty text: a dead end. */
    static final class Nothing extends Expression {
        Nothing(int id) {
            super(id, false);
        }
    }

    /** Reads the empty text. */
    static final class Empty extends Expression {
        Empty(int id) {
            super(id, true);
        }
    }

    /** Reads one byte of a set that is not empty. */
    static final class Bytes extends Expression {
        final ByteSet set;

        Bytes(int id, ByteSet set) {
            super(id, false);
            this.set = set;
        }
    }

    /** One after the other; the first is no sequence itself. */
    static final class Sequence extends Expression {
        final Expression first;
        final Expression rest;

        Sequence(int id, Expression first, Expression rest) {
            super(id, first.nullable && rest.nullable);
            this.first = first;
            this.rest = rest;
        }
    }

    /** One of several, ascending by id, none of them a choice. */
    static final class Choice extends Expression {
        final List<Expression> alternatives;

        Choice(int id, List<Expression> alternatives) {
            super(id, alternatives.stream().anyMatch(alternative -> alternative.nullable));
            this.alternatives = alternatives;
        }
    }

    /** From {@code least} to {@code most} times a body that is not nullable. */
    static final class Repeat extends Expression {
        final Expression body;
        final int least;
        final int most;

        Repeat(int id, Expression body, int least, int most) {
            super(id, least == 0);
            this.body = body;
            this.least = least;
            this.most = most;
        }
    }

    /** What a rule reads; never the empty text. */
    static final class Reference extends Expression {
        final Rule rule;

        Reference(int id, Rule rule) {
            super(id, false);
            this.rule = rule;
        }
    }
}
