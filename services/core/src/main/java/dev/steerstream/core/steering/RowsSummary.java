package dev.steerstream.core.steering;

import java.util.Arrays;

/**
 * What a decoding step needs to know of one context's warm and base rows, where the engine has already summed over the vocabulary:
 * maxima, sums, divergence, and the few tokens that a confidence mask leaves, ascending by id. All numbers are finite. The arrays
 * are the maker's: receivers read, never keep or change them.
 */
public final class RowsSummary {
    private final double confidence;
    private final double warmMaximum;
    private final double warmLogSum;
    private final double baseMaximum;
    private final double baseLogSum;
    private final double divergence;
    private final int[] tokens;
    private final float[] warm;
    private final float[] base;

    /**
     * @param confidence every token at least so many times as probable under warm as the best one is listed; above 0
     * @param warmMaximum the largest warm logit
     * @param warmLogSum {@code log sum exp(z - maximum)} of the warm row, over the whole vocabulary
     * @param divergence KL(warm || base) over the whole vocabulary
     * @param tokens ids, ascending; may hold a few more than the confidence asks for
     * @param warm their warm logits
     * @param base their base logits
     */
    public RowsSummary(
            double confidence,
            double warmMaximum,
            double warmLogSum,
            double baseMaximum,
            double baseLogSum,
            double divergence,
            int[] tokens,
            float[] warm,
            float[] base) {
        if (!(confidence > 0) || tokens.length == 0) {
            throw new IllegalArgumentException("A summary lists the tokens of a confidence above 0, at least one; got "
                    + tokens.length + " tokens of confidence " + confidence + ".");
        }
        this.confidence = confidence;
        this.warmMaximum = warmMaximum;
        this.warmLogSum = warmLogSum;
        this.baseMaximum = baseMaximum;
        this.baseLogSum = baseLogSum;
        this.divergence = Math.max(0, divergence);
        this.tokens = tokens;
        this.warm = warm;
        this.base = base;
    }

    /**
     * From whole rows, as {@link SteeringStep#load} took them: what is listed is relative to the best token that is not banned, and without the
     * banned.
     */
    public static RowsSummary of(
            SteeringStep loaded, float[] warmLogits, float[] baseLogits, double confidence, TokenBans bans) {
        Survivors kept =
                loaded.apply(Steering.warm().withConfidence(confidence), bans).survivors();
        int[] tokens = kept.toArray();
        float[] warm = new float[tokens.length];
        float[] base = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            warm[i] = warmLogits[tokens[i]];
            base[i] = baseLogits[tokens[i]];
        }
        return new RowsSummary(
                confidence,
                loaded.warm().maximum(),
                loaded.warm().logSum(),
                loaded.base().maximum(),
                loaded.base().logSum(),
                loaded.warm().divergence(loaded.base()),
                tokens,
                warm,
                base);
    }

    /** Whether a step so steered can be computed from this summary alone: its mask keeps listed tokens only, and removes the others. */
    public boolean covers(Steering steering, TokenBans bans) {
        return serves(steering) && steering.confidence() >= confidence && !bans.bans(tokens[best()]);
    }

    /** Whether a summary can serve such a steering at all. */
    public static boolean serves(Steering steering) {
        return steering.mode() == Mode.STEERED && steering.removes() && steering.confidence() > 0;
    }

    /** The index of the token with the largest warm logit; among equals the lowest id. */
    int best() {
        int best = 0;
        for (int i = 1; i < tokens.length; i++) {
            if (warm[i] > warm[best]) {
                best = i;
            }
        }
        return best;
    }

    /** How many tokens are listed. */
    public int size() {
        return tokens.length;
    }

    /** The id at an index, {@code 0 <= index < size()}; ascending. */
    public int token(int index) {
        return tokens[index];
    }

    /** The warm logit at an index. */
    public float warm(int index) {
        return warm[index];
    }

    /** The base logit at an index. */
    public float base(int index) {
        return base[index];
    }

    /** Every token at least so many times as probable under warm as the best one is listed. */
    public double confidence() {
        return confidence;
    }

    public double warmLogProbability(int index) {
        return warm[index] - warmMaximum - warmLogSum;
    }

    public double baseLogProbability(int index) {
        return base[index] - baseMaximum - baseLogSum;
    }

    public double warmMaximum() {
        return warmMaximum;
    }

    public double warmLogSum() {
        return warmLogSum;
    }

    public double baseMaximum() {
        return baseMaximum;
    }

    public double baseLogSum() {
        return baseLogSum;
    }

    /** KL(warm || base) over the whole vocabulary. */
    public double divergence() {
        return divergence;
    }

    /** The listed tokens, as a direction sees them: it must ask for no other. */
    public TokenContext context(int place) {
        return new Listed(place);
    }

    private final class Listed implements TokenContext {
        private final int place;

        Listed(int place) {
            this.place = place;
        }

        @Override
        public int place() {
            return place;
        }

        @Override
        public double warmLogProbability(int token) {
            return RowsSummary.this.warmLogProbability(index(token));
        }

        @Override
        public double warmProbability(int token) {
            return Math.exp(warmLogProbability(token));
        }

        @Override
        public double baseLogProbability(int token) {
            return RowsSummary.this.baseLogProbability(index(token));
        }

        @Override
        public double divergence() {
            return divergence;
        }

        private int index(int token) {
            int index = Arrays.binarySearch(tokens, token);
            if (index < 0) {
                throw new IllegalArgumentException("Token " + token + " is not listed in this summary.");
            }
            return index;
        }
    }
}
