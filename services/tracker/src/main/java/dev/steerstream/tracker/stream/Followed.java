package dev.steerstream.tracker.stream;

import dev.steerstream.tracker.feed.FeedEntry;
import java.util.Map;

/** What a client follows. Equal ones are made once for all their clients. */
public interface Followed {
    String tenant();

    /** Whether a line of the tenant's feed belongs to it. */
    boolean shows(FeedEntry line);

    /** A line in the form that the client takes. */
    String line(FeedEntry line);

    /**
     * Of the lines that came since the last look, so many are sent, the newest: a page shows no more, and its parts have the rest. Who follows the
     * feed alone gets all that are kept.
     */
    default int mostLines() {
        return 64;
    }

    /** Whether its parts are looked at several times a second. */
    default boolean quick() {
        return false;
    }

    /** Parts by their names, as they are now; none where only the feed is followed. */
    Map<String, String> parts();
}
