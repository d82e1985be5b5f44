package dev.steerstream.tracker.jobs;

import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.view.Section;
import java.util.List;

/**
 * The list of jobs.
 *
 * @param state that the list is narrowed to; the empty text is all
 */
record JobsView(
        String stream, String state, boolean firstPage, List<String> obstacles, Section<Page<AdaptationRow>> jobs) {}
