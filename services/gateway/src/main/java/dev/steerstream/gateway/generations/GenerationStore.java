package dev.steerstream.gateway.generations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationControl;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.ReplayReference;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.outbox.Outbox;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The rows of {@code generation} as the gateway writes and reads them. Every change commits together with its messages. Safe from any thread. */
@Singleton
public class GenerationStore {
    private static final int SWEEP = 100;
    private static final String COLUMNS =
            " request, task, state, cancel_requested, deadline, created_at, started_at, ended_at, result::text result ";

    private final Database database;
    private final Outbox outbox;
    private final TenantLoad load;

    public GenerationStore(Database database, Outbox outbox, TenantLoad load) {
        this.database = database;
        this.outbox = outbox;
        this.load = load;
    }

    /** A request's full name. */
    public record Name(Tenant tenant, String request) {}

    /**
     * Stores a request and its message, or finds the one that was stored under this id before.
     *
     * @throws ProblemException 409 {@code CONFLICT} where that one has other content, 429 where the tenant has too much on its way
     */
    public Generation accept(Tenant tenant, GenerationRequest request, Map<String, String> traceHeaders) {
        try (TenantLoad.Entrance entrance = load.entrance(tenant)) {
            return database.inTransaction(handle -> {
                boolean stored = store(handle, tenant, request, Topic.GENERATION_REQUESTS, traceHeaders);
                if (stored) entrance.admit(handle);
                return find(handle, tenant, request.id(), "")
                        .orElseThrow(() -> GenerationProblems.deleted(request.id()));
            });
        }
    }

    /** As above in the caller's transaction and however much the tenant has on its way, on the topic for live requests or the one for batches. */
    public void accept(
            Handle handle, Tenant tenant, GenerationRequest request, Topic topic, Map<String, String> traceHeaders) {
        store(handle, tenant, request, topic, traceHeaders);
    }

    /** Whether it was new. */
    private boolean store(
            Handle handle, Tenant tenant, GenerationRequest request, Topic topic, Map<String, String> traceHeaders) {
        String hash = ContentHash.of(request);
        int inserted = handle.createUpdate(
                        "insert into generation (tenant, request, content_hash, task, state, body, deadline, replay,"
                                + " trace_id) values (:tenant, :request, :hash, :task, 'queued', cast(:body as jsonb),"
                                + " :deadline, :replay, :trace) on conflict (tenant, request) do nothing")
                .bind("tenant", tenant.name())
                .bind("request", request.id())
                .bind("hash", hash)
                .bind("task", request.task())
                .bind("body", Json.write(request))
                .bind("deadline", request.deadline().atOffset(ZoneOffset.UTC))
                .bind("trace", MessageHeaders.traceId(traceHeaders).orElse(null))
                .bind(
                        "replay",
                        request.replay() == null ? null : request.replay().replay())
                .execute();
        if (inserted == 0) {
            requireSame(handle, tenant, request.id(), hash);
            return false;
        }
        outbox.append(handle, tenant.name(), topic, tenant.name(), request, traceHeaders);
        return true;
    }

    private static void requireSame(Handle handle, Tenant tenant, String request, String hash) {
        String stored = handle.createQuery(
                        "select content_hash from generation where tenant = :tenant and request = :request")
                .bind("tenant", tenant.name())
                .bind("request", request)
                .mapTo(String.class)
                .one();
        if (stored.equals(hash)) return;
        throw ProblemException.conflict(
                "CONFLICT",
                "request " + Rules.shown(request) + " is already known with other content",
                "Send the new content under an id of its own, or leave id out.");
    }

    public Optional<Generation> find(Tenant tenant, String request) {
        return database.read(handle -> find(handle, tenant, request, ""));
    }

    private static Optional<Generation> find(Handle handle, Tenant tenant, String request, String lock) {
        return handle.createQuery("select" + COLUMNS + "from generation where tenant = :tenant and request = :request"
                        + " and deleted_at is null" + lock)
                .bind("tenant", tenant.name())
                .bind("request", request)
                .map(GenerationStore::generation)
                .findOne();
    }

    /** The state of a task, and whether one of its profiles is in force; empty where the task is not known. */
    public Optional<TaskState> task(Tenant tenant, String task) {
        return database.read(handle -> handle.createQuery("select state, profile_version is not null ready from task"
                        + " where tenant = :tenant and task = :task and state <> 'deleted'")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .map((row, context) -> new TaskState(row.getString("state"), row.getBoolean("ready")))
                .findOne());
    }

    /** @param state active or retired */
    public record TaskState(String state, boolean ready) {}

    /** Which of these have ended. */
    public List<Name> ended(Collection<Name> names) {
        return database.read(handle -> handle.createQuery("select g.tenant, g.request from generation g"
                        + " join unnest(:tenants, :requests) as wanted (tenant, request)"
                        + " on g.tenant = wanted.tenant and g.request = wanted.request"
                        + " where g.state in ('succeeded', 'failed', 'cancelled')")
                .bind(
                        "tenants",
                        names.stream().map(name -> name.tenant().name()).toArray(String[]::new))
                .bind("requests", names.stream().map(Name::request).toArray(String[]::new))
                .map((row, context) -> new Name(new Tenant(row.getString("tenant")), row.getString("request")))
                .list());
    }

    /** Gzip over JSON, as the decoder stored it. */
    public Optional<byte[]> detail(Tenant tenant, String request) {
        return database.read(handle -> handle.createQuery(
                        "select body from generation_detail where tenant = :tenant and request = :request")
                .bind("tenant", tenant.name())
                .bind("request", request)
                .mapTo(byte[].class)
                .findOne());
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
            Optional<Generation> found = find(handle, tenant, request, " for update");
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
            return find(handle, tenant, request, "");
        });
    }

    /** Fails requests past their deadline {@code EXPIRED}, at most {@value #SWEEP}; how many. */
    public int expire() {
        return database.inTransaction(handle -> {
            List<Generation> late = handle.createQuery("select tenant," + COLUMNS + "from generation"
                            + " where state in ('queued', 'running') and deadline < clock_timestamp()"
                            + " order by deadline limit " + SWEEP + " for update skip locked")
                    .map((row, context) -> {
                        Generation found = generation(row, context);
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
                        instant(row, "started_at"),
                        instant(row, "now")))
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

    private static Generation generation(ResultSet row, StatementContext context) throws SQLException {
        return new Generation(
                row.getString("request"),
                row.getString("task"),
                row.getString("state"),
                row.getBoolean("cancel_requested") ? Boolean.TRUE : null,
                instant(row, "deadline"),
                instant(row, "created_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                Json.read(JsonNode.class, row.getString("result")),
                null);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
