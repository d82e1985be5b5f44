package dev.steerstream.tracker.gateway;

/**
 * On whose behalf the gateway is asked.
 *
 * @param secret the operator's own key, or null where the installation has no keys
 */
public record Caller(String tenant, String secret) {

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "Caller[tenant=" + tenant + "]";
    }
}
