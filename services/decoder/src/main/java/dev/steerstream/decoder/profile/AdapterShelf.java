package dev.steerstream.decoder.profile;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps adapters attached to the base model: those that running requests use, and the most recently used of the idle ones up to a bound. Fetched by
 * digest and verified before they are attached. Safe from any thread; attaching happens one at a time.
 */
public final class AdapterShelf {

    /** Where adapters come from and go to. */
    public interface Places {
        /** Fetches an adapter, verifies it and attaches it to the model. */
        void attach(String tenant, String adapterDigest);

        void detach(String adapterDigest);
    }

    /** An adapter in use; closing gives it back. */
    public interface Loan extends AutoCloseable {
        @Override
        void close();
    }

    private final Places places;
    private final int mostIdle;
    private final Map<String, Integer> users = new LinkedHashMap<>();

    /** @param mostIdle how many adapters stay attached although nobody uses them */
    public AdapterShelf(Places places, int mostIdle) {
        if (mostIdle < 0) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "steerstream.decoder.idle-adapters is " + mostIdle + ": it must be at least 0",
                    "Set another number, or leave it out for its default.");
        }
        this.places = places;
        this.mostIdle = mostIdle;
    }

    /** The adapter, attached until the loan is closed. The tenant must own it: a digest alone opens nothing of another's. */
    public synchronized Loan lend(String tenant, String adapterDigest) {
        Integer now = users.remove(adapterDigest);
        if (now == null) attach(tenant, adapterDigest);
        // Put last: the map's order is that of use.
        users.put(adapterDigest, now == null ? 1 : now + 1);
        return new Loan() {
            private boolean open = true;

            @Override
            public void close() {
                synchronized (AdapterShelf.this) {
                    if (open) giveBack(adapterDigest);
                    open = false;
                }
            }
        };
    }

    /** Where memory is short, idle adapters go first. */
    private void attach(String tenant, String adapterDigest) {
        while (true) {
            try {
                places.attach(tenant, adapterDigest);
                return;
            } catch (SteerStreamException refused) {
                if (!refused.failure().code().equals("MEMORY_BUDGET") || !detachOldestIdle()) throw refused;
            }
        }
    }

    private void giveBack(String adapterDigest) {
        users.computeIfPresent(adapterDigest, (digest, count) -> count - 1);
        long idle = users.values().stream().filter(count -> count == 0).count();
        while (idle-- > mostIdle) detachOldestIdle();
    }

    /** Returns whether there was one. */
    private boolean detachOldestIdle() {
        Optional<String> oldest = users.entrySet().stream()
                .filter(user -> user.getValue() == 0)
                .map(Map.Entry::getKey)
                .findFirst();
        oldest.ifPresent(digest -> {
            users.remove(digest);
            places.detach(digest);
        });
        return oldest.isPresent();
    }

    /** How many adapters are attached. */
    public synchronized int size() {
        return users.size();
    }
}
