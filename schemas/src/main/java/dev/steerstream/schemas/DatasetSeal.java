package dev.steerstream.schemas;

import java.util.Map;

/**
 * The last record of a submission on {@code dataset-rows}: the log delimits itself.
 *
 * @param rows how many rows came before, 0..rows-1
 * @param sha256 chained over the rows in row order: {@code h(i) = sha256(h(i-1) || canonical row bytes)}, hex; h(-1) is empty
 */
public record DatasetSeal(String dataset, String submission, long rows, String sha256, Map<Split, Long> splits) {

    public DatasetSeal {
        splits = Immutable.map(splits);
    }
}
