package dev.steerstream.schemas;

import java.util.Locale;

/**
 * What steering gains over the warm model on rows that nothing was fitted on: warm minus steered, in nats a token.
 *
 * @param measure which tokens and which loss, e.g. {@code loss_kept_content}
 * @param tokens it was judged on
 * @param value of the gain; negative where steering harms
 * @param low lower end of its paired bootstrap interval over prompt groups, or null where fewer than two groups were judged
 * @param high upper end of its interval, or null
 * @param helps whether the whole interval lies above 0
 * @param sentence the same for people: that steering gains, and how much, or that there is no gain; null in the first release
 */
public record HeldOutGain(
        String measure, long tokens, double value, Double low, Double high, boolean helps, String sentence) {
    private static final String CONTENT = "_content";

    /**
     * With what follows from the interval.
     *
     * @param low null with high where the interval is not known: then nothing helps
     */
    public static HeldOutGain of(String measure, long tokens, double value, Double low, Double high) {
        boolean helps = low != null && low > 0;
        return new HeldOutGain(measure, tokens, value, low, high, helps, sentence(measure, value, low, high, helps));
    }

    /** Half the interval's width stands for the error. */
    private static String sentence(String measure, double value, Double low, Double high, boolean helps) {
        String error = low == null || high == null ? "" : String.format(Locale.ROOT, " +- %.3f", (high - low) / 2);
        return String.format(
                Locale.ROOT,
                "%s %.3f%s nats a %s on held-out rows",
                helps ? "steering gains" : "no gain:",
                value,
                error,
                measure.endsWith(CONTENT) ? "content token" : "token");
    }
}
