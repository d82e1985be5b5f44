package dev.steerstream.gateway.generations.intake;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.outbox.Outbox;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Who comes next, so that a flood of one tenant's does not stand before another's: of each tenant at most {@code steerstream.gateway.limits.ahead} requests lie on
 * the topic and have not begun; the rest waits in {@code held_request}, in its order, and follows as those begin. Safe from any thread.
 */
@Singleton
class HeldRequests {
    /** Of whoever releases: "steer" in ASCII and a number. */
    private static final long LOCK = 0x73_74_65_65_72_02L;

    // From one tenant to the next by the index, however many each has.
    private static final String TENANTS =
            "with recursive next as ((select tenant from held_request order by tenant limit 1)"
                    + " union all select (select held.tenant from held_request held where held.tenant > next.tenant"
                    + " order by held.tenant limit 1) from next where next.tenant is not null)"
                    + " select tenant from next where tenant is not null";

    // What has ended meanwhile needs no decoder.
    private static final String MOVE = "with taken as (delete from held_request where id in"
            + " (select id from held_request where tenant = :tenant order by id limit :room)"
            + " returning id, tenant, request, headers, body),"
            + " ahead as (update generation g set ahead = true from taken where g.tenant = taken.tenant"
            + " and g.request = taken.request and g.state = 'queued' returning taken.id)"
            + " insert into outbox (tenant, topic, message_key, headers, body)"
            + " select tenant, :topic, tenant, headers, convert_to(body, 'UTF8') from taken join ahead using (id) order by id";

    private final int mostAhead;

    HeldRequests(GatewayConfiguration configuration) {
        this.mostAhead = configuration.gateway().limits().ahead();
    }

    /** How many of a tenant's may go on the topic now: none as long as an earlier one is held. */
    int room(Handle handle, Tenant tenant) {
        return places(handle, tenant.name(), " where not exists (select 1 from held_request where tenant = :tenant)");
    }

    /**
     * How many of a tenant's are wanting before the decoders: 0 where there are enough.
     *
     * @param condition empty, or under which there are any
     */
    private int places(Handle handle, String tenant, String condition) {
        return handle.createQuery("select greatest(0, :most - (select count(*) from generation"
                        + " where tenant = :tenant and ahead and state = 'queued'))" + condition)
                .bind("most", mostAhead)
                .bind("tenant", tenant)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    void hold(Handle handle, List<Asking> askings) {
        if (askings.isEmpty()) return;
        handle.createUpdate("insert into held_request (tenant, request, headers, body)"
                        + " select tenant, request, cast(headers as jsonb), body"
                        + " from unnest(:tenants, :requests, :headers, :bodies) with ordinality"
                        + " as held (tenant, request, headers, body, number) order by number")
                .bind("tenants", IntakeRows.texts(askings, asking -> asking.name()
                        .tenant()
                        .name()))
                .bind("requests", IntakeRows.texts(askings, asking -> asking.name()
                        .request()))
                .bind("headers", IntakeRows.texts(askings, asking -> asking.message()
                        .headers()))
                .bind("bodies", IntakeRows.texts(askings, asking -> asking.message()
                        .body()))
                .execute();
    }

    /**
     * Lets those follow that there is room for, of each tenant its oldest. One replica at a time, so that they keep their order.
     *
     * @return whether some are still held
     */
    boolean release(Handle handle) {
        if (!handle.createQuery("select pg_try_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(Boolean.class)
                .one()) return true;
        List<String> tenants = handle.createQuery(TENANTS).mapTo(String.class).list();
        int released = 0;
        for (String tenant : tenants) released += release(handle, tenant);
        if (released > 0) Outbox.wakeRelay(handle);
        return !tenants.isEmpty();
    }

    private int release(Handle handle, String tenant) {
        int room = places(handle, tenant, "");
        if (room == 0) return 0;
        return handle.createUpdate(MOVE)
                .bind("tenant", tenant)
                .bind("room", room)
                .bind("topic", Topic.GENERATION_REQUESTS.id())
                .execute();
    }
}
