package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.WarmStartConfiguration;

/**
 * An adaptation as it is stored.
 *
 * @param dataset null where it was cancelled before its start came, or refused
 * @param submission as dataset
 * @param contentHash of the start command, null where none came
 * @param sequence counts its stored changes from 1
 * @param warmStart complete: every default written out; null as dataset
 * @param calibration complete: every default written out; null as dataset
 * @param adapterDigest from {@code trained} on
 * @param profileVersion the version it calibrated, succeeded only
 */
public record Adaptation(
        String tenant,
        String adaptation,
        String task,
        String dataset,
        String submission,
        String contentHash,
        AdaptationState state,
        long sequence,
        WarmStartConfiguration warmStart,
        CalibrationConfiguration calibration,
        String adapterDigest,
        Long profileVersion) {

    /** The key of its events. */
    public String key() {
        return tenant + "/" + task;
    }
}
