package dev.steerstream.model.training;

/**
 * What the sequence length does to the rows.
 *
 * @param rows given
 * @param truncated whose completion loses its end
 * @param leftOut whose prompt alone fills the sequence: nothing could be learnt from them
 */
public record Truncation(int rows, int truncated, int leftOut) {}
