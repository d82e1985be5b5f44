package dev.steerstream.tracker.page;

import jakarta.ws.rs.core.UriBuilder;

/**
 * Which page is looked at, and where in its lists.
 *
 * @param task null is the overview
 * @param after cursor of the overview's tasks
 * @param adaptationsAfter cursor of a task's adaptations
 * @param requestsAfter cursor of a task's requests
 */
record PagePlace(String tenant, String task, String after, String adaptationsAfter, String requestsAfter) {

    /** The event stream of this page, from a line of the feed on. */
    String stream(long lastLine) {
        UriBuilder address = UriBuilder.fromPath("/events").queryParam("last", lastLine);
        address.queryParam("page", task == null ? "overview" : "task");
        if (task != null) address.queryParam("task", task);
        if (after != null) address.queryParam("after", after);
        if (adaptationsAfter != null) address.queryParam("adaptations", adaptationsAfter);
        if (requestsAfter != null) address.queryParam("requests", requestsAfter);
        return address.build().toString();
    }
}
