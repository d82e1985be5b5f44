package dev.steerstream.core.decoding.guard;

/**
 * The range in which a task's steering was calibrated; an answer that leaves it is finished by the warm model.
 *
 * @param repetition the highest share of repeated 4-grams among the last 64 tokens, see {@link Repetition}; 1 turns it off
 * @param divergence the highest mean KL(warm || steered) in nats over the last 64 tokens; infinity turns it off
 */
public record GuardLimits(double repetition, double divergence) {
    public GuardLimits {
        if (!(repetition >= 0 && repetition <= 1)) {
            throw new IllegalArgumentException("The guard's repetition is " + repetition + "; it must lie in 0..1.");
        }
        if (!(divergence >= 0)) {
            throw new IllegalArgumentException(
                    "The guard's divergence is " + divergence + "; it must be 0 nats or more.");
        }
    }

    /** Never trips. */
    public static GuardLimits off() {
        return new GuardLimits(1, Double.POSITIVE_INFINITY);
    }
}
