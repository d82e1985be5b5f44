package dev.steerstream.gateway.adaptations;

import dev.steerstream.gateway.http.Tenant;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Starts that this replica sent and the trainer may not have stored yet. Bounded: the oldest are forgotten, which only makes an adaptation unknown
 * here until the trainer has stored it. Safe from any thread.
 */
@Singleton
public class AcceptedAdaptations {
    static final int MOST = 10_000;

    private final Map<Name, Accepted> accepted = new LinkedHashMap<>();

    private record Name(String tenant, String adaptation) {}

    /** What was asked for. */
    public record Accepted(String task, String dataset, String submission, String contentHash) {}

    public synchronized void put(Tenant tenant, String adaptation, Accepted start) {
        accepted.put(new Name(tenant.name(), adaptation), start);
        if (accepted.size() > MOST) accepted.remove(accepted.keySet().iterator().next());
    }

    public synchronized Optional<Accepted> get(Tenant tenant, String adaptation) {
        return Optional.ofNullable(accepted.get(new Name(tenant.name(), adaptation)));
    }
}
