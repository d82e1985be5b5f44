package dev.steerstream.core.steering;

/**
 * Keeps the tokens that the unsteered model finds at least {@code confidence} times as probable as its best one.
 *
 * <p>Token v survives iff {@code p(v) >= confidence * max p}, computed as {@code z(v) >= max z + log(confidence)} in double: no softmax is
 * needed. The maximum is that of the allowed tokens. Confidence 0 removes nothing but the banned; 1 keeps the best and its ties.
 *
 * @param confidence alpha, 0..1
 */
public record ConfidenceMask(double confidence) {
    public ConfidenceMask {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("The confidence is " + confidence
                    + "; it must lie in 0..1. 0 turns the mask off, 0.1 is the default.");
        }
    }

    /**
     * Fills the set of survivors.
     *
     * @param logits {@code [vocab]} of the unsteered row, checked to be finite
     * @throws NoTokenAllowedException where every token is banned
     */
    public void select(float[] logits, TokenBans bans, int position, Survivors survivors) {
        survivors.clear();
        double max = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < logits.length; v++) {
            if (logits[v] > max && !bans.bans(v)) {
                max = logits[v];
            }
        }
        if (max == Double.NEGATIVE_INFINITY) {
            throw new NoTokenAllowedException(position);
        }
        double threshold = confidence == 0 ? Double.NEGATIVE_INFINITY : max + Math.log(confidence);
        for (int v = 0; v < logits.length; v++) {
            if (logits[v] >= threshold && !bans.bans(v)) {
                survivors.add(v);
            }
        }
    }
}
