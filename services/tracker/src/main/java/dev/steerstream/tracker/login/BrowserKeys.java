package dev.steerstream.tracker.login;

import dev.steerstream.work.keys.Principal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
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
    private static final Duration LATELY = Duration.ofHours(1);

    private final Map<String, Kept> browsers = new LinkedHashMap<>();

    /** @param whose as the database told last, or null before */
    private record Kept(String secret, Principal whose, Instant told) {}

    synchronized void keep(String session, String secret) {
        browsers.put(session, new Kept(secret, null, Instant.EPOCH));
        while (browsers.size() > MOST)
            browsers.remove(browsers.keySet().iterator().next());
    }

    synchronized Optional<String> of(String session) {
        return Optional.ofNullable(browsers.get(session)).map(Kept::secret);
    }

    synchronized void told(String session, Principal whose) {
        browsers.computeIfPresent(session, (id, kept) -> new Kept(kept.secret(), whose, Instant.now()));
    }

    /** Whose session it was when the database last told, within an hour: for looking on while the database is away. */
    synchronized Optional<Principal> lately(String session) {
        return Optional.ofNullable(browsers.get(session))
                .filter(kept -> kept.told().isAfter(Instant.now().minus(LATELY)))
                .map(Kept::whose);
    }

    synchronized void forget(String session) {
        browsers.remove(session);
    }
}
