package dev.steerstream.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this replica sent to a stage that may not have stored it yet, by tenant and id. Bounded: the oldest are forgotten, which only makes them
 * unknown here until the stage has stored them. Safe from any thread.
 */
public class RecentlyAccepted<T> {
    static final int MOST = 10_000;

    private final Map<Name, T> accepted = new LinkedHashMap<>();

    private record Name(String tenant, String id) {}

    /**
     * The same id with the same content is a repetition, which has no second effect.
     *
     * @param what has the id, such as {@code evaluation}
     * @throws ProblemException 409 {@code CONFLICT} where the content is another
     */
    public static void requireSameContent(String what, String id, String knownHash, String askedHash) {
        if (knownHash.equals(askedHash)) return;
        throw ProblemException.conflict(
                "CONFLICT",
                what + " " + Rules.shown(id) + " is already known with other content",
                "Send the new content under an id of its own, or leave " + what + " out.");
    }

    public synchronized void put(Tenant tenant, String id, T asked) {
        accepted.put(new Name(tenant.name(), id), asked);
        if (accepted.size() > MOST) accepted.remove(accepted.keySet().iterator().next());
    }

    public synchronized Optional<T> get(Tenant tenant, String id) {
        return Optional.ofNullable(accepted.get(new Name(tenant.name(), id)));
    }
}
