package dev.steerstream.tracker.requests;

import dev.steerstream.tracker.history.FlowQueries.FlowNumbers;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.Section;
import java.util.List;

/**
 * The list of requests.
 *
 * @param task that it is narrowed to, or null
 * @param state that it is narrowed to; the empty text is all
 */
record RequestsView(
        String stream,
        String task,
        String state,
        boolean firstPage,
        List<String> obstacles,
        Section<FlowNumbers> flow,
        Section<RequestSummary> summary,
        Section<Page<GenerationRow>> requests) {

    /** What keeps the task in an address of the list. */
    public String taskQuery() {
        return task == null ? "" : "&task=" + task;
    }
}
