package dev.steerstream.work.datasets;

import dev.steerstream.schemas.Split;
import java.util.Map;

/**
 * A sealed submission and where its rows are.
 *
 * @param rows how many rows lie before the seal
 * @param sha256 the seal's chained hash
 * @param splits rows per split
 * @param partition of {@code dataset-rows}
 * @param firstTimestamp broker timestamp (ms since the epoch) at or before the first row's
 */
public record SealedSubmission(
        String tenant,
        String dataset,
        String submission,
        long rows,
        String sha256,
        Map<Split, Long> splits,
        int partition,
        long firstTimestamp) {}
