package dev.steerstream.tracker.overview;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.FlowQueries.FlowNumbers;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.Section;
import java.util.List;

/**
 * What the overview shows.
 *
 * @param stream address of the page's event stream
 * @param picture missing where the database does not answer
 * @param jobs that run or wait, newest first
 * @param trouble of the last day, newest first
 * @param feed newest first
 */
record OverviewView(
        String stream,
        List<String> obstacles,
        Section<FlowNumbers> flow,
        FlowPicture picture,
        Services services,
        Section<RequestSummary> requests,
        Section<List<AdaptationRow>> jobs,
        Section<List<Trouble>> trouble,
        Section<List<FeedEntry>> feed) {}
