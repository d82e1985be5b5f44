package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.decoding.guard.Guard;
import dev.steerstream.core.decoding.sequence.TopTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is known of each token of an answer, in primitive arrays that grow. Log-probabilities are in nats: base and warm over the whole
 * vocabulary, NaN where the row did not run; steered over the candidates, before bias and temperature. Arrays are copied out.
 * Not thread-safe while the answer grows.
 */
public final class TokenTrace {
    private int size;
    private int[] tokens = new int[64];
    private double[] base = new double[64];
    private double[] warm = new double[64];
    private double[] steered = new double[64];
    private double[] divergences = new double[64];
    private boolean[] changed = new boolean[64];
    private List<TopTokens> alternatives = new ArrayList<>();
    private List<Optional<Explanation>> explanations = new ArrayList<>();

    TokenTrace() {}

    /** An independent copy that grows on its own. */
    TokenTrace fork() {
        TokenTrace copy = new TokenTrace();
        copy.size = size;
        copy.tokens = tokens.clone();
        copy.base = base.clone();
        copy.warm = warm.clone();
        copy.steered = steered.clone();
        copy.divergences = divergences.clone();
        copy.changed = changed.clone();
        copy.alternatives = new ArrayList<>(alternatives);
        copy.explanations = new ArrayList<>(explanations);
        return copy;
    }

    void add(TokenChoice choice) {
        if (size == tokens.length) {
            int larger = 2 * size;
            tokens = Arrays.copyOf(tokens, larger);
            base = Arrays.copyOf(base, larger);
            warm = Arrays.copyOf(warm, larger);
            steered = Arrays.copyOf(steered, larger);
            divergences = Arrays.copyOf(divergences, larger);
            changed = Arrays.copyOf(changed, larger);
        }
        tokens[size] = choice.token();
        base[size] = choice.base();
        warm[size] = choice.warm();
        steered[size] = choice.steered();
        divergences[size] = choice.divergence();
        changed[size] = choice.changed();
        alternatives.add(choice.alternatives());
        explanations.add(choice.explanation());
        size++;
    }

    boolean check(Guard guard) {
        return guard.check(tokens, divergences, size);
    }

    public int size() {
        return size;
    }

    public int token(int place) {
        return tokens[place];
    }

    public int[] tokens() {
        return Arrays.copyOf(tokens, size);
    }

    public double[] baseLogProbabilities() {
        return Arrays.copyOf(base, size);
    }

    public double[] warmLogProbabilities() {
        return Arrays.copyOf(warm, size);
    }

    public double[] steeredLogProbabilities() {
        return Arrays.copyOf(steered, size);
    }

    /** KL(warm || steered) per token over the candidates. */
    public double[] divergences() {
        return Arrays.copyOf(divergences, size);
    }

    /** The most probable tokens of each place under the steered distribution; empty ones where none were asked for. */
    public List<TopTokens> alternatives() {
        return Collections.unmodifiableList(alternatives);
    }

    /** All that is known of the token of a place. */
    public TokenChoice choice(int place) {
        return new TokenChoice(
                tokens[place],
                base[place],
                warm[place],
                steered[place],
                divergences[place],
                changed[place],
                alternatives.get(place),
                explanations.get(place));
    }

    /** Of every place. */
    public List<TokenChoice> choices() {
        return IntStream.range(0, size).mapToObj(this::choice).toList();
    }

    /** Whether the plain warm model would have chosen another token at a place. */
    public boolean changed(int place) {
        return changed[place];
    }

    /** Of each place; empty ones where nobody asked. */
    public List<Optional<Explanation>> explanations() {
        return Collections.unmodifiableList(explanations);
    }
}
