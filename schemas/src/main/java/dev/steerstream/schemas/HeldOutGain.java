package dev.steerstream.schemas;

/**
 * What steering gains over the warm model on rows that nothing was fitted on: warm minus steered, in nats a token.
 *
 * @param measure which tokens and which loss, e.g. {@code loss_kept_content}
 * @param tokens it was judged on
 * @param value of the gain; negative where steering harms
 * @param low lower end of its paired bootstrap interval over prompt groups, or null where fewer than two groups were judged
 * @param high upper end of its interval, or null
 * @param helps whether the whole interval lies above 0
 */
public record HeldOutGain(String measure, long tokens, double value, Double low, Double high, boolean helps) {}
