package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import java.util.List;

/**
 * What a task's page shows.
 *
 * @param stream address of the page's event stream
 * @param profiles newest first
 * @param feed newest first
 */
record TaskPage(
        String tenant,
        String name,
        String stream,
        List<String> obstacles,
        Section<TaskView> task,
        Section<RequestSummary> requests,
        Section<List<ProfileRow>> profiles,
        Section<Page<AdaptationRow>> adaptations,
        Section<Page<GenerationRow>> generations,
        Section<List<FeedEntry>> feed) {}
