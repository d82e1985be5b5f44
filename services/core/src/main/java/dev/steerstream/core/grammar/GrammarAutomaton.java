package dev.steerstream.core.grammar;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.vocabulary.TokenMask;
import dev.steerstream.core.vocabulary.VocabularyTree;
import java.util.ArrayList;
import java.util.List;

/**
 * The automaton of one grammar over one vocabulary. Its states are expressions; they, their transitions and their masks are made when an
 * answer first reaches them and are kept for all later answers, up to a bound: beyond it all are forgotten and made anew as needed, which
 * costs time and changes nothing. Thread-safe.
 */
public final class GrammarAutomaton {
    /** A state takes about a kilobyte once a walk has passed through it. */
    private static final int MOST_EXPRESSIONS = 20_000;

    /** A mask takes an eighth of the vocabulary in bytes. */
    private static final int MOST_MASKS = 512;

    private final Expressions expressions;
    private final VocabularyTree vocabulary;
    private final int[] endOfText;
    private final Expression start;
    private final List<Expression> visited = new ArrayList<>();
    private int masks;

    /**
     * @param expressions with which the grammar was made; not to be used elsewhere any more
     * @param grammar what an answer must spell
     * @param endOfText ids that end an answer where the grammar lets it end; not in the tree
     * @throws UnwritableGrammarException where no text of the vocabulary fits
     */
    public GrammarAutomaton(Expressions expressions, Expression grammar, VocabularyTree vocabulary, int[] endOfText) {
        this.expressions = expressions;
        this.vocabulary = vocabulary;
        this.endOfText = endOfText.clone();
        ByteSet writable = ByteSet.NONE;
        for (int value = 0; value < 256; value++) {
            if (vocabulary.hasSingleByte(value)) {
                writable = writable.or(ByteSet.of(value));
            }
        }
        this.start = new Pruning(expressions, writable).of(grammar);
        if (start == expressions.nothing()) {
            throw new UnwritableGrammarException();
        }
    }

    /** Before the first token. */
    public TokenConstraint start() {
        return new GrammarConstraint(this, start, expressions.empty());
    }

    /** The state after a token's bytes; {@code nothing} where it does not fit. */
    synchronized Expression after(Expression state, byte[] token) {
        Expression next = state;
        for (byte value : token) {
            next = step(next, value & 0xff);
        }
        boundMemory();
        return next;
    }

    synchronized TokenMask mask(Expression state) {
        Expression near = Horizon.of(state, vocabulary.longest(), expressions);
        if (near.mask == null) {
            near.mask = read(near);
            masks++;
            visit(near);
        }
        TokenMask mask = near.mask;
        boundMemory();
        return mask;
    }

    byte[] bytes(int token) {
        return vocabulary.bytes(token);
    }

    private TokenMask read(Expression state) {
        Expression[] path = new Expression[vocabulary.longest() + 1];
        path[0] = state;
        TokenMask.Builder mask = vocabulary.readable((depth, value) -> {
            path[depth] = step(path[depth - 1], value);
            return path[depth] != expressions.nothing();
        });
        if (state.nullable) {
            for (int token : endOfText) {
                mask.add(token);
            }
        }
        return mask.build();
    }

    private Expression step(Expression state, int value) {
        if (state.derivatives == null) {
            state.derivatives = new Expression[256];
            visit(state);
        }
        Expression next = state.derivatives[value];
        if (next == null) {
            next = expressions.derivative(state, value);
            state.derivatives[value] = next;
        }
        return next;
    }

    private void visit(Expression state) {
        visited.add(state);
    }

    private void boundMemory() {
        if (expressions.size() <= MOST_EXPRESSIONS && masks <= MOST_MASKS) {
            return;
        }
        visited.forEach(state -> {
            state.derivatives = null;
            state.mask = null;
        });
        visited.clear();
        expressions.forget();
        masks = 0;
    }
}
