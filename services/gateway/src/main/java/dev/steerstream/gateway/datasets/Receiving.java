package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.http.Tenant;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Submissions that this replica took in and whose end is not in the database yet. Bounded: beyond {@value #MOST} the oldest are forgotten, which
 * only makes their state unknown until ingest has ended them. Safe from any thread.
 */
@Singleton
public class Receiving {
    static final int MOST = 10_000;

    private final Map<Name, Long> rows = new LinkedHashMap<>();

    private record Name(String tenant, String dataset, String submission) {}

    /** @param published rows so far */
    public synchronized void put(Tenant tenant, String dataset, String submission, long published) {
        rows.put(new Name(tenant.name(), dataset, submission), published);
        if (rows.size() > MOST) rows.remove(rows.keySet().iterator().next());
    }

    public synchronized void remove(Tenant tenant, String dataset, String submission) {
        rows.remove(new Name(tenant.name(), dataset, submission));
    }

    /** How many rows were published, or empty where this replica does not know the submission. */
    public synchronized OptionalLong rows(Tenant tenant, String dataset, String submission) {
        Long published = rows.get(new Name(tenant.name(), dataset, submission));
        return published == null ? OptionalLong.empty() : OptionalLong.of(published);
    }
}
