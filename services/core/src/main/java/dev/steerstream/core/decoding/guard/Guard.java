package dev.steerstream.core.decoding.guard;

/**
 * The live guard of one steered answer: looks at the last {@value #WINDOW} tokens after each one. It is silent for the first
 * {@value #FIRST_DIVERGENCE} tokens (divergence) and {@value #FIRST_REPETITION} (repetition): a few tokens say nothing. It trips once.
 * Not thread-safe: one thread.
 */
public final class Guard {
    static final int WINDOW = 64;
    static final int FIRST_DIVERGENCE = 8;
    public static final int FIRST_REPETITION = 24;

    private final GuardLimits limits;
    private GuardTrip trip;

    public Guard(GuardLimits limits) {
        this.limits = limits;
    }

    /** An independent copy that goes on from here. */
    public Guard fork() {
        Guard copy = new Guard(limits);
        copy.trip = trip;
        return copy;
    }

    /** The trip, or null while the answer is in range. */
    public GuardTrip trip() {
        return trip;
    }

    /**
     * Looks at the first {@code size} tokens and their KL(warm || steered).
     *
     * @return whether the guard has tripped, now or before
     */
    public boolean check(int[] tokens, double[] divergences, int size) {
        if (trip != null) {
            return true;
        }
        int from = Math.max(0, size - WINDOW);
        if (size >= FIRST_DIVERGENCE && Double.isFinite(limits.divergence())) {
            double sum = 0;
            for (int i = from; i < size; i++) {
                sum += divergences[i];
            }
            trip(GuardTrip.Reason.DIVERGENCE, size - 1, sum / (size - from), limits.divergence());
        }
        if (trip == null && size >= FIRST_REPETITION && limits.repetition() < 1) {
            trip(GuardTrip.Reason.REPETITION, size - 1, Repetition.rate(tokens, from, size), limits.repetition());
        }
        return trip != null;
    }

    private void trip(GuardTrip.Reason reason, int place, double value, double limit) {
        if (value > limit) {
            trip = new GuardTrip(reason, place, value, limit);
        }
    }
}
