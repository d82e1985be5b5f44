package dev.steerstream.decoder.store;

import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.outbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads and writes rows of {@code generation}. Stateless and safe from any thread. */
public final class GenerationStore {
    private final Outbox outbox;

    public GenerationStore(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Locks the request's row until the transaction ends, inserting it first where the request did not come through the gateway.
     *
     * @param deadline used only where the row is new: the first one holds
     * @param traceId likewise
     */
    public GenerationRow lock(
            Handle handle, String tenant, GenerationRequest request, Instant deadline, Optional<String> traceId) {
        handle.createUpdate(
                        "insert into generation (tenant, request, content_hash, task, state, body, deadline, replay,"
                                + " trace_id) values (:tenant, :request, :hash, :task, 'queued', cast(:body as jsonb),"
                                + " :deadline, :replay, :trace) on conflict (tenant, request) do nothing")
                .bind("tenant", tenant)
                .bind("request", request.id())
                .bind("hash", ContentHash.of(request))
                .bind("task", request.task())
                .bind("body", new String(Contracts.write(request), StandardCharsets.UTF_8))
                .bind("deadline", deadline)
                .bind("trace", traceId.orElse(null))
                .bind(
                        "replay",
                        request.replay() == null ? null : request.replay().replay())
                .execute();
        return handle.createQuery(
                        "select state, content_hash, cancel_requested, deadline, extract(epoch from deadline -"
                                + " clock_timestamp()) as remaining, profile_version, seed, ramp, arm, ramp_share,"
                                + " attempt, started_at from generation where tenant = :tenant and request = :request for"
                                + " update")
                .bind("tenant", tenant)
                .bind("request", request.id())
                .map(GenerationStore::row)
                .one();
    }

    /** Starts an attempt on a locked row. What was pinned before stays. */
    public Pin pin(
            Handle handle,
            String tenant,
            String request,
            OptionalLong profileVersion,
            Optional<Receipt.Ramp> ramp,
            long seed) {
        return handle.createQuery("update generation set state = 'running', attempt = attempt + 1, profile_version ="
                        + " coalesce(profile_version, :version), seed = coalesce(seed, :seed), ramp = coalesce(ramp, :ramp), arm ="
                        + " coalesce(arm, :arm), ramp_share = coalesce(ramp_share, :share), started_at = coalesce(started_at,"
                        + " clock_timestamp()) where tenant = :tenant and request = :request and state in ('queued', 'running')"
                        + " returning profile_version, seed, ramp, arm, ramp_share, attempt, created_at, started_at")
                .bind("tenant", tenant)
                .bind("request", request)
                .bind("version", profileVersion.isPresent() ? (Long) profileVersion.getAsLong() : null)
                .bind("seed", seed)
                .bind("ramp", ramp.map(Receipt.Ramp::salt).orElse(null))
                .bind(
                        "arm",
                        ramp.map(part -> part.arm().name().toLowerCase(Locale.ROOT))
                                .orElse(null))
                .bind("share", ramp.map(Receipt.Ramp::share).orElse(null))
                .map((columns, context) -> new Pin(
                        optionalLong(columns, "profile_version"),
                        columns.getLong("seed"),
                        ramp(columns),
                        columns.getInt("attempt"),
                        instant(columns, "created_at"),
                        instant(columns, "started_at")))
                .one();
    }

    /**
     * Stores the terminal state and its message together. The first writer wins, whichever attempt it is: what an attempt has decoded is the answer
     * under the pin, so a later attempt's would be the same.
     *
     * @param detail compressed, see {@link TokenDetail}; null where nothing was decoded
     * @param trace headers of the request's record that its result carries on
     * @return false where another writer was first; then nothing was written
     */
    public boolean end(
            Handle handle, String tenant, GenerationResult result, byte[] detail, Map<String, String> trace) {
        int updated = handle.createUpdate("update generation set state = :state, result = cast(:result as jsonb),"
                        + " ended_at = clock_timestamp()"
                        + " where tenant = :tenant and request = :request and state in ('queued', 'running')")
                .bind("tenant", tenant)
                .bind("request", result.request())
                .bind("state", result.state().name().toLowerCase(Locale.ROOT))
                .bind("result", new String(Contracts.write(result), StandardCharsets.UTF_8))
                .execute();
        if (updated == 0) return false;
        if (detail != null) {
            handle.createUpdate("insert into generation_detail (tenant, request, body)"
                            + " values (:tenant, :request, :body) on conflict (tenant, request) do nothing")
                    .bind("tenant", tenant)
                    .bind("request", result.request())
                    .bind("body", detail)
                    .execute();
        }
        outbox.append(handle, tenant, Topic.GENERATION_RESULTS, tenant + "/" + result.request(), result, trace);
        return true;
    }

    /** Remembers a cancellation of a request that has not ended; whoever starts it next sees it. */
    public void requestCancel(Handle handle, String tenant, String request) {
        handle.createUpdate("update generation set cancel_requested = true"
                        + " where tenant = :tenant and request = :request and state in ('queued', 'running')"
                        + " and not cancel_requested")
                .bind("tenant", tenant)
                .bind("request", request)
                .execute();
    }

    private static GenerationRow row(ResultSet columns, StatementContext context) throws SQLException {
        return new GenerationRow(
                columns.getString("state"),
                columns.getString("content_hash"),
                columns.getBoolean("cancel_requested"),
                instant(columns, "deadline"),
                Duration.ofMillis((long) Math.floor(columns.getDouble("remaining") * 1000)),
                optionalLong(columns, "profile_version"),
                optionalLong(columns, "seed"),
                ramp(columns),
                columns.getInt("attempt"),
                instant(columns, "started_at"));
    }

    private static Optional<Receipt.Ramp> ramp(ResultSet columns) throws SQLException {
        String salt = columns.getString("ramp");
        if (salt == null) return Optional.empty();
        Receipt.Arm arm = Receipt.Arm.valueOf(columns.getString("arm").toUpperCase(Locale.ROOT));
        return Optional.of(new Receipt.Ramp(salt, arm, columns.getDouble("ramp_share")));
    }

    private static OptionalLong optionalLong(ResultSet columns, String name) throws SQLException {
        long value = columns.getLong(name);
        return columns.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Instant instant(ResultSet columns, String name) throws SQLException {
        OffsetDateTime value = columns.getObject(name, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
