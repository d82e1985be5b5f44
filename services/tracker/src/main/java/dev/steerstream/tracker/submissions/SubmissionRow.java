package dev.steerstream.tracker.submissions;

import java.time.Instant;
import java.util.Map;

/**
 * One submission of a dataset.
 *
 * @param state sealed, rejected or incomplete
 * @param splits rows by split; empty where it is not sealed
 * @param promptBytes rows by the power of two of bytes that their prompt does not pass
 * @param rejected bad rows that are kept
 */
public record SubmissionRow(
        String submission,
        String state,
        long rows,
        Long expectedRows,
        String sha256,
        Map<String, Long> splits,
        Map<Long, Long> promptBytes,
        long exactDuplicates,
        long splitOverlaps,
        long badRows,
        Instant endedAt) {

    public boolean sealed() {
        return state.equals("sealed");
    }

    public Long split(String name) {
        return splits.get(name);
    }
}
