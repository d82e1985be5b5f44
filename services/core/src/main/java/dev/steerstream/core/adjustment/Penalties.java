package dev.steerstream.core.adjustment;

import java.util.Arrays;

/**
 * How tokens that occurred before lose logits. With r, p and f the three penalties and c the token's count in the answer so far:
 *
 * <p>{@code z := z > 0 ? z / r : z * r} where the token occurs in prompt or answer (Keskar et al., "CTRL", 2019, section 4.1), then {@code
 * z := z - f c - p} where c > 0 (as OpenAI's API defines them).
 *
 * <p>The first looks at a logit's sign, so it is no function of the distribution alone: it takes the model's own logits, steered.
 * Immutable and thread-safe.
 */
public final class Penalties {
    private static final Penalties NONE = new Penalties(1, 0, 0, new int[0]);

    private final double repetition;
    private final double presence;
    private final double frequency;
    private final int[] prompt;

    /**
     * @param repetition above 0; 1 is none, larger values make repetition rarer
     * @param presence once for a token that the answer has, finite; 0 is none
     * @param frequency for every time that the answer has the token, finite; 0 is none
     * @param prompt the prompt's token ids, for the repetition penalty
     */
    public Penalties(double repetition, double presence, double frequency, int[] prompt) {
        if (!(repetition > 0 && repetition <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "The repetition penalty is " + repetition + "; it must be a finite number above 0, and 1 is none.");
        }
        requireFinite("presence", presence);
        requireFinite("frequency", frequency);
        this.repetition = repetition;
        this.presence = presence;
        this.frequency = frequency;
        this.prompt = Arrays.stream(prompt).sorted().distinct().toArray();
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "The " + name + " penalty is " + value + "; it must be finite, and 0 is none.");
        }
    }

    public static Penalties none() {
        return NONE;
    }

    public boolean isNone() {
        return repetition == 1 && presence == 0 && frequency == 0;
    }

    /** What an answer has seen before its first token. */
    public SeenTokens seen() {
        return isNone() || repetition == 1 ? new SeenTokens(new int[0]) : new SeenTokens(prompt);
    }

    /** The logit of a token that occurred before. */
    double penalise(double logit, int count) {
        double repeated = logit > 0 ? logit / repetition : logit * repetition;
        return count == 0 ? repeated : repeated - frequency * count - presence;
    }
}
