package dev.steerstream.gateway.replays;

import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.leases.RowLeases;
import dev.steerstream.work.database.Json;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Who works on a replay: one gateway at a time, by a lease on the database's clock, each later write under its fence. Stateless. */
final class ReplayLeases {
    /** A gateway renews it with every step; after a crash the replay rests so long. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private ReplayLeases() {}

    /** A replay that this gateway holds. */
    record Held(Tenant tenant, String replay, String task, ReplayViews.Settings settings, long fence) {}

    /** How a held replay stands. */
    record Standing(boolean prepared, boolean cancelRequested) {}

    /** Another gateway has it now, or it has ended. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(Held held) {
            super("replay " + held.replay() + " of tenant " + held.tenant().name() + " is no longer held under fence "
                    + held.fence());
        }
    }

    /** As {@link RowLeases#take}. */
    static Optional<Held> take(Handle handle, String owner, int mostOfTenant) {
        return handle.createQuery("update replay set state = 'running', fence = fence + 1, lease_owner = :owner,"
                        + " lease_expires_at = clock_timestamp() + :lease, started_at = coalesce(started_at, clock_timestamp())"
                        + " where (tenant, replay) in (" + RowLeases.nextInTurn("replay", "replay") + ")"
                        + " returning tenant, replay, task, settings::text settings, fence")
                .bind("owner", owner)
                .bind("mostOfTenant", mostOfTenant)
                .bind("lease", LEASE)
                .map((row, context) -> new Held(
                        new Tenant(row.getString("tenant")),
                        row.getString("replay"),
                        row.getString("task"),
                        Json.read(ReplayViews.Settings.class, row.getString("settings")),
                        row.getLong("fence")))
                .findOne();
    }

    /**
     * Renews the lease and locks the row until the transaction ends.
     *
     * @throws LostException where the fence is no longer the replay's
     */
    static Standing renew(Handle handle, Held held) {
        return handle.createQuery("update replay set lease_expires_at = clock_timestamp() + :lease"
                        + " where tenant = :tenant and replay = :replay and fence = :fence and ended_at is null"
                        + " returning prepared, cancel_requested")
                .bind("lease", LEASE)
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .bind("fence", held.fence())
                .map((row, context) -> new Standing(row.getBoolean("prepared"), row.getBoolean("cancel_requested")))
                .findOne()
                .orElseThrow(() -> new LostException(held));
    }

    /** Gives it back at once, for another gateway, when this one stops. */
    static void giveBack(Handle handle, Held held) {
        handle.createUpdate("update replay set lease_owner = null, lease_expires_at = null"
                        + " where tenant = :tenant and replay = :replay and fence = :fence and ended_at is null")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .bind("fence", held.fence())
                .execute();
    }
}
