package dev.steerstream.tracker.tasks;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import java.util.List;

/**
 * What a task's page shows.
 *
 * @param notice what was commanded a moment ago, or null
 * @param profiles newest first
 * @param strengths over the versions; null where the profiles are missing
 * @param losses held out, over the versions; null where the profiles are missing
 * @param ramp missing where the task never had one
 * @param feed newest first
 */
record TaskDetailView(
        String name,
        String stream,
        String notice,
        List<String> obstacles,
        Section<TaskView> task,
        Section<RequestSummary> requests,
        Section<List<ProfileRow>> profiles,
        Plot strengths,
        Plot losses,
        Section<RampRow> ramp,
        Section<Page<AdaptationRow>> adaptations,
        Section<Page<GenerationRow>> generations,
        Section<List<FeedEntry>> feed) {

    /** Whether the newest adaptation can still be cancelled or the task commanded at all. */
    public boolean known() {
        return task.value() != null;
    }
}
