package dev.steerstream.work.keys;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Who was looked up a moment ago, by the hash of what was shown; bounded. What nobody holds is not remembered, so guessing fills nothing. */
final class RecentPrincipals {
    private static final int MOST = 10_000;

    private final long remembered;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private long generation;

    private record Found(Principal principal, long at) {}

    RecentPrincipals(Duration remembered) {
        this.remembered = remembered.toNanos();
    }

    Optional<Principal> get(String hash, Supplier<Optional<Principal>> look) {
        long before;
        synchronized (this) {
            Found recent = found.get(hash);
            if (recent != null && System.nanoTime() - recent.at() < remembered) return Optional.of(recent.principal());
            before = generation;
        }
        long asked = System.nanoTime();
        Optional<Principal> now = look.get();
        synchronized (this) {
            found.remove(hash);
            // What was read before a revocation is not remembered after it.
            if (now.isPresent() && before == generation) found.put(hash, new Found(now.get(), asked));
            if (found.size() > MOST) found.remove(found.keySet().iterator().next());
        }
        return now;
    }

    synchronized void forget() {
        found.clear();
        generation++;
    }
}
