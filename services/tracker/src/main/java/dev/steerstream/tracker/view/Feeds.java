package dev.steerstream.tracker.view;

import dev.steerstream.tracker.feed.FeedEntry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The lines of the feed that a page begins with. */
@Singleton
public class Feeds {
    private static final int LINES = 40;

    private final LiveViews live;

    public Feeds(LiveViews live) {
        this.live = live;
    }

    /**
     * Newest first. Requests take at most half of the lines, so that they do not push out everything else.
     *
     * @param task only lines about this task, or null for all
     */
    public List<FeedEntry> newest(String tenant, String task) {
        List<FeedEntry> all = new ArrayList<>(live.feed(tenant, 0, task, Integer.MAX_VALUE));
        Collections.reverse(all);
        List<FeedEntry> chosen = new ArrayList<>();
        long requests = 0;
        for (FeedEntry line : all) {
            boolean request = line.kind() == FeedEntry.Kind.REQUEST;
            if (request && ++requests > LINES / 2) continue;
            chosen.add(line);
            if (chosen.size() == LINES) break;
        }
        return chosen;
    }

    /** Number of the newest line shown, 0 where none is. */
    public static long lastLine(Section<List<FeedEntry>> feed) {
        return feed.value() == null || feed.value().isEmpty()
                ? 0
                : feed.value().get(0).number();
    }

    /** The number from which a page without a feed follows its stream: from now on. */
    public long now(String tenant) {
        Section<Long> newest = new Loading().live(() -> live.newestLine(tenant));
        return newest.value() == null ? 0 : newest.value();
    }
}
