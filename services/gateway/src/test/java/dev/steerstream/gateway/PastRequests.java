package dev.steerstream.gateway;

import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A task with two versions of its profile, and requests that decoders have answered: rows as trainer and decoders leave them. */
final class PastRequests {
    private static final String DIGEST = "a".repeat(64);

    private final Database database;
    private final String tenant;

    PastRequests(Database database, String tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    void task(String task) {
        database.useTransaction(handle -> {
            handle.execute(
                    "insert into task (tenant, task, profile_version, next_profile_version) values (?, ?, 2, 3)",
                    tenant,
                    task);
            handle.execute(
                    "insert into artefact (tenant, digest, kind, bytes, chunks) values (?, ?, 'adapter', 1, 0)"
                            + " on conflict do nothing",
                    tenant,
                    DIGEST);
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, 'a', ?, '{}')"
                            + " on conflict do nothing",
                    tenant,
                    DIGEST,
                    DIGEST);
            for (int version = 1; version <= 2; version++) {
                handle.execute(
                        "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest,"
                                + " vector_digest, direction, estimator, strength, strength_low, strength_high, bounded,"
                                + " insufficient, confidence, profile, report) values (?, ?, ?, 'a', ?, ?, ?, 'delta',"
                                + " 'optimal', -1, -2, 0, false, false, 0.1, '{}', '{}')",
                        tenant,
                        task,
                        version,
                        version == 2 ? "in_force" : "superseded",
                        DIGEST,
                        DIGEST);
            }
        });
    }

    /** An answered request; each word of the text is a token, numbered by its hash. */
    void answered(String id, String task, Instant at, String prompt, String text, String reference) {
        GenerationRequest request = new GenerationRequest(
                id,
                task,
                List.of(new ChatMessage("user", prompt)),
                null,
                new SamplingOptions(16, 0.7, null, null, null, null, null, null),
                new SteeringOptions(null, -0.5, null),
                true,
                null,
                at.plusSeconds(60),
                "gateway-of-then",
                null,
                reference,
                null);
        database.useTransaction(handle -> handle.createUpdate("insert into generation (tenant, request, content_hash,"
                        + " task, state, body, deadline, seed, created_at, started_at) values (:tenant, :request, :hash, :task,"
                        + " 'running', cast(:body as jsonb), :deadline, 4711, :at, :at)")
                .bind("tenant", tenant)
                .bind("request", id)
                .bind("hash", DIGEST)
                .bind("task", task)
                .bind("body", Json.write(request))
                .bind("deadline", at.plusSeconds(60).atOffset(ZoneOffset.UTC))
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .execute());
        end(id, task, text, 2, false);
    }

    /** Stores an answer as a decoder does. */
    void end(String id, String task, String text, long version, boolean deterministic) {
        String[] words = text.split(" ", -1);
        GenerationResult result = new GenerationResult(
                id,
                task,
                GenerationResult.State.SUCCEEDED,
                List.of(new GenerationResult.Choice(0, text, "stop", words.length)),
                new GenerationResult.Usage(2, words.length, 2 + words.length),
                receipt(version, words.length, deterministic),
                null,
                Instant.now(),
                Instant.now(),
                0.1,
                0.2,
                null);
        database.useTransaction(handle -> {
            handle.execute(
                    "update generation set state = 'succeeded', result = cast(? as jsonb), seed = coalesce(seed, 1),"
                            + " started_at = coalesce(started_at, now()), ended_at = now() where tenant = ? and request ="
                            + " ?",
                    Json.write(result),
                    tenant,
                    id);
            handle.execute(
                    "insert into generation_detail (tenant, request, body) values (?, ?, ?)",
                    tenant,
                    id,
                    detail(words));
        });
    }

    private static byte[] detail(String[] words) {
        StringBuilder tokens = new StringBuilder();
        for (String word : words) {
            tokens.append(tokens.length() == 0 ? "" : ",")
                    .append("{\"id\":")
                    .append(word.hashCode() & 0xffff)
                    .append('}');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(("{\"version\":1,\"choices\":[{\"index\":0,\"tokens\":[" + tokens + "]}]}")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    private static Receipt receipt(long version, int tokens, boolean deterministic) {
        return new Receipt(
                "small",
                DIGEST,
                DIGEST,
                DIGEST,
                "lora",
                DIGEST,
                version,
                SteeringOptions.Mode.STEERED,
                null,
                -1.0,
                0.1,
                "delta",
                4711,
                new SamplingOptions(16, 0.7, null, null, null, 4711L, null, null),
                "int4",
                "cpu",
                deterministic,
                tokens,
                1,
                0,
                null,
                1,
                List.of(),
                null,
                null,
                0.25,
                null,
                null,
                "delta",
                null,
                null);
    }
}
