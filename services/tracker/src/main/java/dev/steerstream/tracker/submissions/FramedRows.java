package dev.steerstream.tracker.submissions;

import java.util.List;
import java.util.TreeMap;

/**
 * A submission as the newest warm start on it has read it.
 *
 * @param model reference of the base model
 * @param chatTemplateDigest empty where the model has none
 * @param sequenceLength tokens of a row at most
 * @param tokenLengths training rows by the power of two that their length does not pass
 */
public record FramedRows(
        String model,
        String chatTemplateDigest,
        long sequenceLength,
        TreeMap<Long, Long> tokenLengths,
        List<Framed> rows) {

    /** One row as text, with the template's own tokens. */
    public record Framed(long row, long tokens, String prompt, String completion) {}

    /** The row of this number, or null. */
    public Framed row(long number) {
        return rows.stream().filter(row -> row.row() == number).findFirst().orElse(null);
    }
}
