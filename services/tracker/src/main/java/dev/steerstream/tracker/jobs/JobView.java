package dev.steerstream.tracker.jobs;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.view.Section;
import java.util.List;
import java.util.Set;

/**
 * What a job's page shows.
 *
 * @param notice what was commanded a moment ago, or null
 * @param plots missing where neither events nor the manifest are to be read
 * @param events its lines of the feed, newest first
 */
record JobView(
        String name,
        String stream,
        String notice,
        List<String> obstacles,
        Section<AdaptationRow> adaptation,
        Section<List<JobRow>> jobs,
        Section<JobSettings> settings,
        Section<JobPlots> plots,
        Section<List<FeedEntry>> events) {

    public boolean open() {
        return adaptation.value() != null && !adaptation.value().ended();
    }

    /** As the gateway judges it: what has ended without a profile. */
    public boolean repeatable() {
        return adaptation.value() != null
                && Set.of("failed", "cancelled").contains(adaptation.value().state())
                && settings.value() != null
                && settings.value().warmStart() != null
                && settings.value().dataset() != null;
    }
}
