package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.DatasetQueries.DatasetRow;
import dev.steerstream.tracker.history.FlowQueries.FlowNumbers;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import java.util.List;

/**
 * What the overview shows.
 *
 * @param stream address of the page's event stream
 * @param base requests without a task; missing where there were none
 * @param feed newest first
 */
record Overview(
        String tenant,
        String stream,
        boolean firstPage,
        List<String> obstacles,
        Section<FlowNumbers> flow,
        Section<RequestSummary> requests,
        Section<RequestFigures> base,
        Section<Page<TaskView>> tasks,
        Section<Page<DatasetRow>> datasets,
        Section<List<FeedEntry>> feed) {}
