package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationControl;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.ReplayReference;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How requests end here: cancelled, or failed past their deadline. Every change commits together with its messages. Safe from any thread. */
@Singleton
public class GenerationEnds {
    private static final int SWEEP = 100;

    private final Database database;
    private final Outbox outbox;

    public GenerationEnds(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /** Cancels at once what no decoder has started, asks the decoders to stop what runs, and leaves alone what has ended. Empty where it is unknown. */
    public Optional<Generation> cancel(Tenant tenant, String request, String reason) {
        return stop(tenant, request, reason, "state = 'queued'");
    }

    /** Cancels at once also what a decoder has started: nobody waits for what it has decoded so far. */
    public Optional<Generation> abandon(Tenant tenant, String request, String reason) {
        return stop(tenant, request, reason, "state in ('queued', 'running')");
    }

    private Optional<Generation> stop(Tenant tenant, String request, String reason, String atOnce) {
        return database.inTransaction(handle -> {
            Optional<Generation> found = GenerationStore.find(handle, tenant, request, " for update");
            if (found.isEmpty() || found.get().ended()) return found;
            int cancelled = end(handle, tenant, request, GenerationResult.State.CANCELLED, null, atOnce);
            // Behind the terminal state, and also for a queued one: a decoder may hold its record and not have started
            // it.
            outbox.append(
                    handle,
                    tenant.name(),
                    Topic.GENERATION_CONTROLS,
                    tenant.key(request),
                    new GenerationControl(request, "cancel", reason));
            if (cancelled == 0) {
                handle.createUpdate("update generation set cancel_requested = true"
                                + " where tenant = :tenant and request = :request and state = 'running'")
                        .bind("tenant", tenant.name())
                        .bind("request", request)
                        .execute();
            }
            return GenerationStore.find(handle, tenant, request, "");
        });
    }

    /** Fails requests past their deadline {@code EXPIRED}, at most {@value #SWEEP}; how many. */
    public int expire() {
        return database.inTransaction(handle -> {
            List<Generation> late = handle.createQuery("select tenant," + GenerationStore.COLUMNS + "from generation"
                            + " where state in ('queued', 'running') and deadline < clock_timestamp()"
                            + " order by deadline limit " + SWEEP + " for update skip locked")
                    .map((row, context) -> {
                        Generation found = GenerationStore.generation(row, context);
                        expire(handle, new Tenant(row.getString("tenant")), found);
                        return found;
                    })
                    .list();
            return late.size();
        });
    }

    private void expire(Handle handle, Tenant tenant, Generation late) {
        Failure failure = new Failure(
                Failure.Kind.USER,
                "EXPIRED",
                "request " + Rules.shown(late.id()) + " was " + late.state() + " when its deadline " + late.deadline()
                        + " passed",
                "Send it again under a new id with a later deadline, or add decoders.");
        end(
                handle,
                tenant,
                late.id(),
                GenerationResult.State.FAILED,
                failure,
                "state in ('queued', 'running') and deadline < clock_timestamp()");
    }

    /** The one terminal state, unless another writer was first: then nothing is published either. */
    private int end(
            Handle handle,
            Tenant tenant,
            String request,
            GenerationResult.State state,
            Failure failure,
            String condition) {
        Ending ending = handle.createQuery(
                        "select task, body ->> 'instance' instance, body ->> 'replay' replay, started_at,"
                                + " clock_timestamp() now from generation where tenant = :tenant and request = :request")
                .bind("tenant", tenant.name())
                .bind("request", request)
                .map((row, context) -> new Ending(
                        row.getString("task"),
                        row.getString("instance"),
                        Json.read(ReplayReference.class, row.getString("replay")),
                        GenerationStore.instant(row, "started_at"),
                        GenerationStore.instant(row, "now")))
                .one();
        GenerationResult result = new GenerationResult(
                request,
                ending.task(),
                state,
                null,
                null,
                null,
                failure,
                ending.startedAt(),
                ending.now(),
                null,
                null,
                ending.instance(),
                ending.replay());
        int ended = handle.createUpdate(
                        "update generation set state = :state, result = cast(:result as jsonb), ended_at = :now,"
                                + " cancel_requested = cancel_requested or :state = 'cancelled'"
                                + " where tenant = :tenant and request = :request and " + condition)
                .bind("state", state.name().toLowerCase(Locale.ROOT))
                .bind("result", Json.write(result))
                .bind("now", ending.now().atOffset(ZoneOffset.UTC))
                .bind("tenant", tenant.name())
                .bind("request", request)
                .execute();
        if (ended == 1) {
            outbox.append(handle, tenant.name(), Topic.GENERATION_RESULTS, tenant.key(request), result);
        }
        return ended;
    }

    private record Ending(String task, String instance, ReplayReference replay, Instant startedAt, Instant now) {}
}
