package dev.steerstream.ingest;

import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.DatasetEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what one dataset event says: the submission's numbers, and what its state adds. */
final class DatasetEventBuilder {

    private final Submission submission;
    private final DatasetEvent.State state;
    private final Instant at;
    private String sha256;
    private Integer partition;
    private Long firstTimestamp;
    private List<BadRow> badRows = List.of();

    DatasetEventBuilder(Submission submission, DatasetEvent.State state, Instant at) {
        this.submission = submission;
        this.state = state;
        this.at = at;
    }

    DatasetEventBuilder sealed(String hash, int rowsPartition, long first) {
        sha256 = hash;
        partition = rowsPartition;
        firstTimestamp = first;
        return this;
    }

    DatasetEventBuilder badRows(List<BadRow> rows) {
        badRows = List.copyOf(rows);
        return this;
    }

    DatasetEvent build() {
        boolean sealed = state == DatasetEvent.State.SEALED;
        return new DatasetEvent(
                submission.address().dataset(),
                submission.address().submission(),
                state,
                at,
                submission.rows(),
                submission.count(),
                sha256,
                sealed ? submission.splits() : null,
                partition,
                firstTimestamp,
                submission.exactDuplicates(),
                submission.splitOverlaps(),
                submission.bad(),
                badRows,
                sealed ? lengths() : null);
    }

    private Map<String, Long> lengths() {
        Map<String, Long> lengths = new TreeMap<>();
        submission.promptBytes().forEach((bound, rows) -> lengths.put(bound, rows));
        return lengths;
    }
}
