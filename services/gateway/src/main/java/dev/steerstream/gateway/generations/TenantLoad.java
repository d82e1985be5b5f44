package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * How much of a tenant's is on its way, and whether it may be more. Rows are counted at most once a second and tenant; in between what is accepted here is
 * added. So the caps hold here, and to within what other replicas accept in that second. Safe from any thread.
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
    private final Map<String, Load> loads = new LinkedHashMap<>();
    /** Whose transactions may not be seen yet by those of others. */
    private final Map<String, Integer> uncommitted = new HashMap<>();

    private record Load(long queued, long running, long at) {}

    public TenantLoad(GatewayConfiguration configuration, MeterRegistry meters) {
        this.mostQueued = configuration.gateway().limits().queued();
        this.mostRunning = configuration.gateway().limits().running();
        this.meters = meters;
    }

    /** Around a transaction that may store a request: closed when it has committed or not. For one thread. */
    final class Entrance implements AutoCloseable {
        private final String tenant;
        private boolean counted;

        private Entrance(String tenant) {
            this.tenant = tenant;
        }

        /**
         * In that transaction, when it has stored the request.
         *
         * @throws ProblemException 429 {@code TOO_MANY_QUEUED} or {@code TOO_MANY_RUNNING}: the transaction does not commit
         */
        void admit(Handle handle) {
            int others = enter(tenant);
            counted = true;
            Load load = known(tenant);
            if (load == null) load = looked(tenant, count(handle, tenant), others);
            if (load.running() > mostRunning) throw refused("running", tenant, mostRunning);
            if (load.queued() > mostQueued) throw refused("queued", tenant, mostQueued);
        }

        @Override
        public void close() {
            if (counted) leave(tenant);
        }
    }

    Entrance entrance(Tenant tenant) {
        return new Entrance(tenant.name());
    }

    private synchronized int enter(String tenant) {
        return uncommitted.merge(tenant, 1, Integer::sum) - 1;
    }

    private synchronized void leave(String tenant) {
        uncommitted.computeIfPresent(tenant, (ignored, count) -> count == 1 ? null : count - 1);
    }

    /** With this request added; null where it must be counted: it is too long ago, or there was no room, and there may be again. */
    private synchronized Load known(String tenant) {
        Load known = loads.get(tenant);
        if (known == null || System.nanoTime() - known.at() >= COUNT_EVERY) return null;
        if (known.queued() >= mostQueued || known.running() > mostRunning) return null;
        Load more = new Load(known.queued() + 1, known.running(), known.at());
        loads.put(tenant, more);
        return more;
    }

    private synchronized Load looked(String tenant, Load counted, int others) {
        Load load = new Load(counted.queued() + others, counted.running(), counted.at());
        loads.remove(tenant);
        loads.put(tenant, load);
        if (loads.size() > MOST_TENANTS) loads.remove(loads.keySet().iterator().next());
        return load;
    }

    /** With the row that this transaction has just stored. */
    private Load count(Handle handle, String tenant) {
        return handle.createQuery(
                        "select count(*) filter (where state = 'queued') queued,"
                                + " count(*) filter (where state = 'running') running from (select state from generation"
                                + "   where tenant = :tenant and state in ('queued', 'running') and replay is null limit :most) open")
                .bind("tenant", tenant)
                .bind("most", (long) mostQueued + mostRunning + 2)
                .map((row, context) -> new Load(row.getLong("queued"), row.getLong("running"), System.nanoTime()))
                .one();
    }

    private ProblemException refused(String state, String tenant, int most) {
        meters.counter("steerstream.gateway.rejected", "reason", state).increment();
        return ProblemException.tooMany(
                state.equals("queued") ? "TOO_MANY_QUEUED" : "TOO_MANY_RUNNING",
                "tenant " + tenant + " has " + most + " requests " + state + ", the most that one tenant may have",
                "Send the same again after the seconds that Retry-After names, or wait for answers before asking for more.",
                RETRY_AFTER_SECONDS);
    }
}
