package dev.steerstream.ingest.assembly;

import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.DatasetEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
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

    DatasetEventBuilder(Submission submission, DatasetEvent.State state, long at) {
        this.submission = submission;
        this.state = state;
        this.at = Instant.ofEpochMilli(at);
    }

    DatasetEventBuilder sealed(String hash, int rowsPartition, long first) {
        sha256 = hash;
        partition = rowsPartition;
        firstTimestamp = first;
        return this;
    }

    DatasetEventBuilder badRows(List<BadRow> rows) {
        badRows = rows;
        return this;
    }

    DatasetEvent build() {
        boolean sealed = state == DatasetEvent.State.SEALED;
        Submission.Census census = submission.census();
        return new DatasetEvent(
                submission.address().dataset(),
                submission.address().submission(),
                state,
                at,
                submission.arrivals().rows(),
                submission.ending() == null ? null : submission.ending().count(),
                sha256,
                sealed ? census.splits() : null,
                partition,
                firstTimestamp,
                census.exactDuplicates(),
                census.splitOverlaps(),
                submission.arrivals().bad(),
                badRows,
                sealed ? lengths(census) : null);
    }

    private static Map<String, Long> lengths(Submission.Census census) {
        Map<String, Long> lengths = new LinkedHashMap<>();
        new TreeMap<>(census.promptBytes()).forEach((bound, rows) -> lengths.put(Long.toString(bound), rows));
        return lengths;
    }
}
