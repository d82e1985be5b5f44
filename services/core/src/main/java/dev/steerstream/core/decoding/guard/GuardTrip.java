package dev.steerstream.core.decoding.guard;

/**
 * An answer left the calibrated range.
 *
 * @param reason what was out of range
 * @param place index of the token after which the warm model took over
 * @param value what was measured there
 * @param limit what it may be at most
 */
public record GuardTrip(Reason reason, int place, double value, double limit) {
    /** What the guard watches. */
    public enum Reason {
        REPETITION,
        DIVERGENCE
    }

    /** A sentence for a receipt. */
    public String sentence() {
        String what = reason == Reason.REPETITION ? "repetition rate" : "mean KL(warm || steered)";
        return "The " + what + " reached " + (float) value + " at token " + place + ", above the calibrated "
                + (float) limit + ": the warm model finished the answer.";
    }
}
