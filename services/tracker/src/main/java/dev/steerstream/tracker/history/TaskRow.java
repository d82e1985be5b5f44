package dev.steerstream.tracker.history;

import java.time.Instant;

/**
 * One task.
 *
 * @param state active or retired
 * @param profile the one in force, or null
 * @param adaptation the newest, or null
 */
public record TaskRow(String task, String state, ProfileRow profile, AdaptationRow adaptation, Instant createdAt) {

    public TaskRow with(AdaptationRow later) {
        return new TaskRow(task, state, profile, later, createdAt);
    }
}
