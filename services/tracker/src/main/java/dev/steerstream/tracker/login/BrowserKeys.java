package dev.steerstream.tracker.login;

import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of the browsers that logged in here, by their session, in memory only: the database has hashes, but the gateway is asked with the operator's own
 * key. After a restart, or at another replica, a browser shows its key again. Safe from any thread.
 */
@Singleton
class BrowserKeys {
    private static final int MOST = 10_000;

    private final Map<String, String> secrets = new LinkedHashMap<>();

    synchronized void keep(String session, String secret) {
        secrets.put(session, secret);
        while (secrets.size() > MOST) secrets.remove(secrets.keySet().iterator().next());
    }

    synchronized Optional<String> of(String session) {
        return Optional.ofNullable(secrets.get(session));
    }

    synchronized void forget(String session) {
        secrets.remove(session);
    }
}
