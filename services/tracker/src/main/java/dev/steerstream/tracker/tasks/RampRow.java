package dev.steerstream.tracker.tasks;

import java.time.Instant;
import java.util.List;

/**
 * A task's newest ramp, with what its two arms have answered so far.
 *
 * @param version the ramped one
 * @param beside the one in force
 * @param state running, stopped, promoted, superseded or retired
 * @param arms in force first; both are there, with zeros where nothing ended
 */
public record RampRow(
        long version,
        long beside,
        double share,
        String state,
        Instant startedAt,
        Instant changedAt,
        Instant endedAt,
        List<Arm> arms) {

    public boolean running() {
        return endedAt == null;
    }

    /**
     * One arm's ended requests, the newest {@value RampQueries#MOST}.
     *
     * @param wholeMedian seconds, or null where none ended
     * @param changedShare of the answer tokens, or null
     */
    public record Arm(
            String name,
            long version,
            long ended,
            long failed,
            Double wholeMedian,
            Double changedShare,
            long fallbacks) {}
}
