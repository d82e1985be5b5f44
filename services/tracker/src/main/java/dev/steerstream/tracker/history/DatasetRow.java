package dev.steerstream.tracker.history;

import java.time.Instant;

/**
 * One dataset by its newest submission.
 *
 * @param state sealed, rejected or incomplete
 * @param rows accepted (sealed) or seen
 * @param train rows of the split, null where the submission is not sealed
 */
public record DatasetRow(
        String dataset,
        String submission,
        String state,
        long submissions,
        long rows,
        Long train,
        Long calibration,
        Long heldOut,
        long badRows,
        Instant endedAt) {}
