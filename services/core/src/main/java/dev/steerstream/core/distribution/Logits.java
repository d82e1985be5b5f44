package dev.steerstream.core.distribution;

/** What is asked of raw logits {@code [vocab]} before they become a distribution. Stateless. */
public final class Logits {
    private Logits() {}

    /**
     * Checks every logit and returns the largest.
     *
     * @param row names the row in the error
     * @param position index of the answer's token, for the error
     * @throws NonFiniteLogitsException at the first NaN or infinity, minus infinity included: a model's own logits are finite, and
     *     removal is a set of tokens, never a value
     */
    public static float requireFinite(float[] logits, String row, int position) {
        if (logits.length == 0) {
            throw new IllegalArgumentException("The " + row + " row has no logits.");
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int v = 0; v < logits.length; v++) {
            float z = logits[v];
            if (!(Math.abs(z) <= Float.MAX_VALUE)) {
                throw new NonFiniteLogitsException(row, position, v, z);
            }
            if (z > max) {
                max = z;
            }
        }
        return max;
    }

    /** The id of the largest logit; among equals the lowest id. The logits are taken to be checked. */
    public static int argmax(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            if (logits[v] > logits[best]) {
                best = v;
            }
        }
        return best;
    }
}
