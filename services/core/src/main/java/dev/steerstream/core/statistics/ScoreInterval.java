package dev.steerstream.core.statistics;

/**
 * Intervals of shares that are honest where a sample has only one answer, of which a bootstrap says that nothing else is possible: Wilson's score
 * interval, and for a difference of two samples Newcombe's hybrid of two of them ("Interval estimation for the difference between independent
 * proportions", 1998, method 10). Stateless.
 */
public final class ScoreInterval {
    /** The 97.5% quantile of the normal distribution. */
    private static final double NORMAL = 1.959963984540054;

    private ScoreInterval() {}

    /**
     * Of one share.
     *
     * @param n independent members of the sample; {@link Interval#UNKNOWN} of none
     */
    public static Interval of(double share, int n) {
        requireShare(share);
        if (n < 1) return Interval.UNKNOWN;
        double square = NORMAL * NORMAL;
        double centre = (share + square / (2 * n)) / (1 + square / n);
        double half = NORMAL * Math.sqrt(share * (1 - share) / n + square / (4.0 * n * n)) / (1 + square / n);
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }

    /** Of the second share minus the first; {@link Interval#UNKNOWN} where a sample is empty. */
    public static Interval ofDifference(double first, int firstN, double second, int secondN) {
        Interval one = of(first, firstN);
        Interval other = of(second, secondN);
        if (!one.isKnown() || !other.isKnown()) return Interval.UNKNOWN;
        double difference = second - first;
        return new Interval(
                difference - Math.hypot(second - other.low(), one.high() - first),
                difference + Math.hypot(other.high() - second, first - one.low()));
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("The share is " + share + "; it must be from 0 to 1.");
        }
    }
}
