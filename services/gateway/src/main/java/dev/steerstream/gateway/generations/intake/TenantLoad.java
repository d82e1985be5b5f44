package dev.steerstream.gateway.generations.intake;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * How much of a tenant's is on its way, and whether it may be more. Rows are counted at most once a second and tenant; in between what is accepted here is
 * added. So the caps hold here, and to within what other replicas accept in that second. For the intake's one thread.
 */
@Singleton
public class TenantLoad {
    private static final long COUNT_EVERY = Duration.ofSeconds(1).toNanos();
    private static final int MOST_TENANTS = 10_000;

    /** Requests take seconds: sooner there is hardly room again. */
    private static final int RETRY_AFTER_SECONDS = 5;

    private final int mostQueued;
    private final int mostRunning;
    private final MeterRegistry meters;
    private final Map<Tenant, Load> loads = new LinkedHashMap<>();

    private record Load(long queued, long running, long at) {}

    public TenantLoad(GatewayConfiguration configuration, MeterRegistry meters) {
        this.mostQueued = configuration.gateway().limits().queued();
        this.mostRunning = configuration.gateway().limits().running();
        this.meters = meters;
    }

    /**
     * Those that their tenants have room for, in their order, together with those that were stored before, which take none.
     *
     * @param askings no two of one name
     */
    List<Asking> fitting(Handle handle, List<Asking> askings) {
        Map<Tenant, List<Name>> asked = askings.stream()
                .map(Asking::name)
                .collect(Collectors.groupingBy(Name::tenant, LinkedHashMap::new, Collectors.toList()));
        Set<Name> refused = new HashSet<>();
        asked.forEach((tenant, names) -> {
            long room = room(handle, tenant, names.size());
            if (names.size() <= room) return;
            Set<Name> storedBefore = GenerationStore.known(handle, names).keySet();
            names.stream()
                    .filter(name -> !storedBefore.contains(name))
                    .skip(Math.max(0, room))
                    .forEach(refused::add);
        });
        return askings.stream()
                .filter(asking -> !refused.contains(asking.name()))
                .toList();
    }

    /** One more of this tenant's has been stored. */
    void add(Tenant tenant) {
        loads.computeIfPresent(tenant, (ignored, load) -> new Load(load.queued() + 1, load.running(), load.at()));
    }

    private long room(Handle handle, Tenant tenant, int wanted) {
        Load known = loads.get(tenant);
        // Where there was too little room there may be more again.
        if (known == null || System.nanoTime() - known.at() >= COUNT_EVERY || room(known) < wanted) {
            known = count(handle, tenant);
            loads.remove(tenant);
            loads.put(tenant, known);
            if (loads.size() > MOST_TENANTS)
                loads.remove(loads.keySet().iterator().next());
        }
        return room(known);
    }

    private long room(Load load) {
        return load.running() > mostRunning ? 0 : mostQueued - load.queued();
    }

    private Load count(Handle handle, Tenant tenant) {
        return handle.createQuery("select count(*) filter (where state = 'queued') queued,"
                        + " count(*) filter (where state = 'running') running from (select state from generation"
                        + " where tenant = :tenant and state in ('queued', 'running') and replay is null"
                        + " limit :most) open")
                .bind("tenant", tenant.name())
                .bind("most", (long) mostQueued + mostRunning + 2)
                .map((row, context) -> new Load(row.getLong("queued"), row.getLong("running"), System.nanoTime()))
                .one();
    }

    /** Of one that did not fit: 429 {@code TOO_MANY_QUEUED} or {@code TOO_MANY_RUNNING}. */
    ProblemException refusal(Tenant tenant) {
        Load load = loads.get(tenant);
        return load != null && load.running() > mostRunning
                ? refusal("running", tenant, "more than " + mostRunning)
                : refusal("queued", tenant, Integer.toString(mostQueued));
    }

    private ProblemException refusal(String state, Tenant tenant, String many) {
        meters.counter("steerstream.gateway.rejected", "reason", state).increment();
        return ProblemException.tooMany(
                state.equals("queued") ? "TOO_MANY_QUEUED" : "TOO_MANY_RUNNING",
                "tenant " + tenant.name() + " has " + many + " requests " + state
                        + ", the most that one tenant may have",
                "Send the same again after the seconds that Retry-After names, or wait for answers before asking for"
                        + " more.",
                RETRY_AFTER_SECONDS);
    }
}
