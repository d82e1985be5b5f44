package dev.steerstream.tracker.access;

/**
 * What was shown at the entrance: a key, or the session of a browser that showed one. Where nobody is asked, nothing was.
 *
 * @param session null where the key came with the request itself
 */
public record Shown(String session, String secret) {

    /** Neither belongs into a log. */
    @Override
    public String toString() {
        return "Shown";
    }
}
