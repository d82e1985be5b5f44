package dev.steerstream.tracker.view;

import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.history.TaskRow;
import dev.steerstream.tracker.live.RequestFigures;
import java.time.Instant;

/**
 * One task with its live numbers.
 *
 * @param state active or retired
 * @param profile the one in force, or null
 * @param adaptation the newest with its progress as it is now, or null
 * @param requests of the last minutes; null while the live numbers are not there
 */
public record TaskView(
        String task,
        String state,
        ProfileRow profile,
        AdaptationRow adaptation,
        RequestFigures requests,
        Instant createdAt) {

    static TaskView of(TaskRow row, AdaptationRow adaptation, RequestFigures requests) {
        return new TaskView(row.task(), row.state(), row.profile(), adaptation, requests, row.createdAt());
    }
}
