package dev.steerstream.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What became of a submission, on {@code dataset-events}.
 *
 * @param state what happened
 * @param rows rows accepted (sealed), or seen so far
 * @param expectedRows the count of the end record, or null where none came
 * @param sha256 the seal's hash, sealed only
 * @param splits rows per split, sealed only
 * @param partition partition of {@code dataset-rows} that holds the rows, sealed only
 * @param firstTimestamp broker timestamp (ms since the epoch) at or before the first row's, sealed only
 * @param exactDuplicates rows whose prompt and completion equal an earlier row's
 * @param splitOverlaps prompts that occur in more than one split (only possible with splits given by the publisher)
 * @param badRowCount how many bad rows there are in all
 * @param badRows the first 100 (rejected), or the next at most 100 (rows_rejected); all of them are in Postgres
 * @param promptBytes histogram of prompt lengths: upper bound in bytes to count, sealed only
 */
public record DatasetEvent(
        String dataset,
        String submission,
        State state,
        Instant at,
        long rows,
        Long expectedRows,
        String sha256,
        Map<Split, Long> splits,
        Integer partition,
        Long firstTimestamp,
        long exactDuplicates,
        long splitOverlaps,
        long badRowCount,
        List<BadRow> badRows,
        Map<String, Long> promptBytes) {

    public DatasetEvent {
        splits = Immutable.map(splits);
        badRows = Immutable.list(badRows);
        promptBytes = Immutable.map(promptBytes);
    }

    /**
     * {@code SEALED}, {@code REJECTED} and {@code INCOMPLETE} end a submission. {@code ROWS_REJECTED} carries bad rows in portions before the final
     * {@code REJECTED}. {@code CONFLICTING} says that something sent under a known submission id was refused and changed nothing; {@code badRows}
     * names it.
     */
    public enum State {
        SEALED,
        REJECTED,
        ROWS_REJECTED,
        INCOMPLETE,
        CONFLICTING
    }
}
