package dev.steerstream.tracker.topology;

import java.time.Instant;

/**
 * Names one window of one task. As text the start comes first, in fixed-width hex, so that a range of a store is a period and costs what the period
 * holds.
 *
 * @param task the empty text is the base model without a task
 */
public record WindowKey(Instant start, String tenant, String task) {

    String text() {
        return first(start) + "/" + tenant + "/" + task;
    }

    static WindowKey of(String text) {
        String[] parts = text.split("/", 3);
        return new WindowKey(Instant.ofEpochMilli(Long.parseLong(parts[0], 16)), parts[1], parts[2]);
    }

    /** At or below every key of a window that starts at this time or later, and above all others. */
    static String first(Instant start) {
        return String.format("%016x", Math.max(0, start.toEpochMilli()));
    }
}
