package dev.steerstream.decoder.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests that someone asked to cancel, whether or not they have come yet: a control may overtake its request. Bounded: what is older than any
 * deadline, or beyond the newest {@value #MOST}, is forgotten. Safe from any thread.
 */
public final class Cancellations {
    static final int MOST = 100_000;

    /** No request lives longer than 24 h; the rest is for clocks that differ. */
    static final Duration KEPT = Duration.ofHours(25);

    private final Map<RequestName, Instant> asked = new LinkedHashMap<>();

    /** A request's full name. */
    public record RequestName(String tenant, String request) {
        @Override
        public String toString() {
            return tenant + "/" + request;
        }
    }

    /** @param at when it was asked, the control record's timestamp */
    public synchronized void add(RequestName request, Instant at) {
        asked.remove(request);
        asked.put(request, at);
        var oldest = asked.entrySet().iterator();
        while (oldest.hasNext()) {
            Instant then = oldest.next().getValue();
            if (asked.size() <= MOST && then.isAfter(at.minus(KEPT))) break;
            oldest.remove();
        }
    }

    public synchronized boolean contains(RequestName request) {
        return asked.containsKey(request);
    }

    synchronized int size() {
        return asked.size();
    }
}
