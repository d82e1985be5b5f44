package dev.steerstream.gateway.leases;

import dev.steerstream.gateway.http.Tenant;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The leases of one table's rows, which end by {@code ended_at}. Immutable. */
public final class RowLeases {
    /** It is renewed with every step; after a crash the work rests so long. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final String table;
    private final String id;

    /** @param id the column that names a tenant's row */
    public RowLeases(String table, String id) {
        this.table = table;
        this.id = id;
    }

    /** A row that this gateway holds. */
    public record Held(Tenant tenant, String id, long fence) {}

    /** Another gateway has it now, or it has ended. */
    public static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(String table, Held held) {
            super(table + " " + held.id() + " of tenant " + held.tenant().name() + " is no longer held under fence "
                    + held.fence());
        }
    }

    /**
     * Of the rows that nobody holds the oldest of the tenant of which this owner holds the fewest: tenants take turns, whoever came first.
     *
     * @param mostOfTenant as many of one tenant may be held
     */
    public Optional<Held> take(Handle handle, String owner, int mostOfTenant) {
        return handle.createQuery("update " + table + " set fence = fence + 1, lease_owner = :owner,"
                        + " lease_expires_at = clock_timestamp() + :lease where (tenant, " + id + ") in ("
                        + nextInTurn(table, id) + ") returning tenant, " + id + " id, fence")
                .bind("owner", owner)
                .bind("mostOfTenant", mostOfTenant)
                .bind("lease", LEASE)
                .map((row, context) ->
                        new Held(new Tenant(row.getString("tenant")), row.getString("id"), row.getLong("fence")))
                .findOne();
    }

    /** Selects the key of the row to take, locked, by {@code :owner} and {@code :mostOfTenant}. */
    public static String nextInTurn(String table, String id) {
        return "select w.tenant, w." + id + " from " + table + " w left join (select tenant, count(*) held from "
                + table
                + " where ended_at is null and lease_owner = :owner and lease_expires_at >= clock_timestamp()"
                + " group by tenant) h on h.tenant = w.tenant where w.ended_at is null"
                + " and (w.lease_expires_at is null or w.lease_expires_at < clock_timestamp())"
                + " and coalesce(h.held, 0) < :mostOfTenant order by coalesce(h.held, 0), w.created_at limit 1"
                + " for no key update of w skip locked";
    }

    /**
     * Renews the lease and locks the row until the transaction ends.
     *
     * @throws LostException where the fence is no longer the row's
     */
    public void renew(Handle handle, Held held) {
        int renewed = handle.createUpdate("update " + table + " set lease_expires_at = clock_timestamp() + :lease"
                        + " where tenant = :tenant and " + id + " = :id and fence = :fence and ended_at is null")
                .bind("lease", LEASE)
                .bind("tenant", held.tenant().name())
                .bind("id", held.id())
                .bind("fence", held.fence())
                .execute();
        if (renewed == 0) throw new LostException(table, held);
    }

    /** Gives it back at once, for another gateway, when this one stops. */
    public void giveBack(Handle handle, Held held) {
        handle.createUpdate("update " + table + " set lease_owner = null, lease_expires_at = null"
                        + " where tenant = :tenant and " + id + " = :id and fence = :fence and ended_at is null")
                .bind("tenant", held.tenant().name())
                .bind("id", held.id())
                .bind("fence", held.fence())
                .execute();
    }
}
