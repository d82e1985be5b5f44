package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.gateway.topics.TopicTail;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.EvaluationEvent.Type;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class EvaluationsIT {
    private static final String SHA = "b".repeat(64);
    private static final String PATH = "/v1/tasks/triage/evaluations";

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    @Inject
    ArtefactStore artefacts;

    @Inject
    TopicTail tail;

    private String tenant;
    private Door door;

    /** Each test is a tenant of its own, with a task that has a profile in force. */
    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "e" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task, profile_version) values (?, 'triage', 1)", tenant);
            handle.execute("insert into task (tenant, task) values (?, 'bare')", tenant);
            handle.execute(
                    "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state, warm_start,"
                            + " calibration, adapter_digest, profile_version, ended_at) values (?, 'made', 'triage', 'tickets', 'one', ?,"
                            + " 'succeeded', '{}', '{}', ?, 1, now())",
                    tenant,
                    SHA,
                    SHA);
            String stored = artefacts.put(handle, tenant, ArtefactKind.ADAPTER, new byte[] {1});
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, 'made', ?, '{}')",
                    tenant,
                    SHA,
                    stored);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence, profile,"
                            + " report) values (?, 'triage', 1, 'made', 'in_force', ?, ?, 'delta', 'optimal', -1.5, -2, -1, false, false,"
                            + " 0.1, '{}', '{}')",
                    tenant,
                    SHA,
                    SHA);
        });
        submission("sealed", "sealed");
        submission("broken", "rejected");
    }

    private void submission(String dataset, String state) {
        boolean sealed = state.equals("sealed");
        database.useTransaction(handle -> handle.createUpdate(
                        "insert into dataset_submission (tenant, dataset, submission, state, rows, sha256, splits,"
                                + " rows_partition, rows_first_timestamp, ended_at) values (:tenant, :dataset, 'one', :state, 3, :sha,"
                                + " cast(:splits as jsonb), :partition, :timestamp, now())")
                .bind("tenant", tenant)
                .bind("dataset", dataset)
                .bind("state", state)
                .bind("sha", sealed ? SHA : null)
                .bind("splits", sealed ? "{\"train\":3}" : null)
                .bind("partition", sealed ? 0 : null)
                .bind("timestamp", sealed ? 0L : null)
                .execute());
    }

    /** As the extractor leaves it. */
    private void stored(String evaluation, String state, String measures, String report) {
        database.useTransaction(handle -> {
            boolean succeeded = state.equals("succeeded");
            String measuresDigest = !succeeded
                    ? null
                    : artefacts.put(handle, tenant, ArtefactKind.MEASURES, measures.getBytes(StandardCharsets.UTF_8));
            String reportDigest = !succeeded
                    ? null
                    : artefacts.put(handle, tenant, ArtefactKind.REPORT, report.getBytes(StandardCharsets.UTF_8));
            handle.execute(
                    "insert into evaluation (tenant, evaluation, task, adaptation, profile_version, dataset, submission,"
                            + " content_hash, state, sequence, settings, measures_digest, report_digest, ended_at) values (?, ?, 'triage',"
                            + " 'made', 1, 'tickets', 'one', ?, ?, 3, '{\"split\":\"held_out\"}', ?, ?, case when ? then now() end)",
                    tenant,
                    evaluation,
                    SHA,
                    state,
                    measuresDigest,
                    reportDigest,
                    succeeded || state.equals("cancelled"));
        });
    }

    private List<EvaluationCommand> commands(int count) {
        return new Log(bootstrap, prefix)
                        .read(
                                Topic.EVALUATION_COMMANDS,
                                count,
                                message -> tenant.equals(Log.header(message, "ce_tenant")))
                        .stream()
                        .map(ConsumerRecord::value)
                        .map(value -> Contracts.read(EvaluationCommand.class, value))
                        .toList();
    }

    @Test
    void aStartIsACommandOnTheTopicAndIsKnownBeforeTheExtractorHasStoredIt() {
        Door.Answer answer = door.post(
                PATH,
                "{\"evaluation\":\"e1\",\"profile_version\":1,\"dataset\":\"sealed\",\"settings\":{\"sample\":50,\"seed\":3}}");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        assertThat(answer.raw().headers().firstValue("Location").orElseThrow()).endsWith(PATH + "/e1");
        assertThat(answer.body().path("state").asText()).isEqualTo("accepted");
        assertThat(door.get(PATH + "/e1").body().path("state").asText()).isEqualTo("accepted");
        assertThat(door.get(PATH).body().path("items").findValuesAsText("evaluation"))
                .containsExactly("e1");
        assertThat(door.get("/v1/tasks/bare/evaluations/e1").code()).isEqualTo("UNKNOWN_EVALUATION");

        EvaluationCommand command = commands(1).get(0);
        assertThat(command.action()).isEqualTo(EvaluationCommand.Action.START);
        assertThat(command.dataset()).isEqualTo("sealed");
        assertThat(command.settings()).isEqualTo(new EvaluationConfiguration(null, 50, 3L, null, null));
    }

    @Test
    void theSameStartTwiceIsOneCommandAndOtherContentIsAConflict() {
        assertThat(door.post(PATH, "{\"evaluation\":\"e2\"}").status()).isEqualTo(202);
        assertThat(door.post(PATH, "{\"evaluation\":\"e2\"}").status()).isEqualTo(202);
        Door.Answer other = door.post(PATH, "{\"evaluation\":\"e2\",\"dataset\":\"sealed\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("CONFLICT");
        door.post(PATH, "{\"evaluation\":\"last\"}");
        assertThat(commands(2)).extracting(EvaluationCommand::evaluation).containsExactly("e2", "last");
    }

    @Test
    void whatCannotBeJudgedIsRefusedByNameAtTheDoor() {
        Door.Answer task = door.post("/v1/tasks/nowhere/evaluations", "{}");
        assertThat(task.status()).isEqualTo(404);
        assertThat(task.code()).isEqualTo("UNKNOWN_TASK");
        assertThat(task.detail()).contains("nowhere");
        assertThat(door.post("/v1/tasks/bare/evaluations", "{}").code()).isEqualTo("NO_PROFILE");
        assertThat(door.post(PATH, "{\"profile_version\":9}").code()).isEqualTo("UNKNOWN_PROFILE");
        Door.Answer dataset = door.post(PATH, "{\"dataset\":\"elsewhere\"}");
        assertThat(dataset.status()).isEqualTo(404);
        assertThat(dataset.detail()).contains("elsewhere");
        assertThat(door.post(PATH, "{\"dataset\":\"broken\"}").code()).isEqualTo("DATASET_NOT_SEALED");
        Door.Answer split = door.post(PATH, "{\"settings\":{\"split\":\"half\"}}");
        assertThat(split.status()).isEqualTo(422);
        assertThat(split.detail()).contains("settings.split", "half", "held_out");
        assertThat(door.post(PATH, "{\"settings\":{\"sample\":0}}").detail()).contains("settings.sample is 0");
        assertThat(door.get("/v1/tasks/nowhere/evaluations").code()).isEqualTo("UNKNOWN_TASK");
    }

    @Test
    void oneThatSucceededShowsItsMeasuresAndServesItsPageWithoutAnyScript() {
        stored("done", "succeeded", "{\"loss_full\":{\"n\":8}}", "<!doctype html><p>gain</p>");
        Door.Answer one = door.get(PATH + "/done");
        assertThat(one.body().at("/measures/loss_full/n").asInt()).isEqualTo(8);
        assertThat(one.body().at("/settings/split").asText()).isEqualTo("held_out");
        assertThat(door.get(PATH).body().at("/items/0").has("measures")).isFalse();

        Door.Answer page = door.get(PATH + "/done/report");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.raw().body()).isEqualTo("<!doctype html><p>gain</p>");
        var headers = page.raw().headers();
        assertThat(headers.firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "sandbox")
                .doesNotContain("script-src");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("ETag").orElseThrow())
                .contains(one.body().path("report_digest").asText());
    }

    @Test
    void aDoseResponseIsServedWhereOneWasMade() {
        stored("done", "succeeded", "{}", "<!doctype html>");
        assertThat(door.get(PATH + "/done/dose-response").code()).isEqualTo("NO_DOSE_RESPONSE");
        database.useTransaction(handle -> {
            String dose = artefacts.put(
                    handle, tenant, ArtefactKind.MEASURES, "{\"points\":[]}".getBytes(StandardCharsets.UTF_8));
            handle.execute("update evaluation set dose_digest = ? where tenant = ?", dose, tenant);
        });
        Door.Answer dose = door.get(PATH + "/done/dose-response");
        assertThat(dose.body().path("points")).isEmpty();
        assertThat(dose.raw().headers().firstValue("ETag").orElseThrow())
                .contains(door.get(PATH + "/done").body().path("dose_digest").asText());
        stored("running", "evaluating", null, null);
        assertThat(door.get(PATH + "/running/dose-response").code()).isEqualTo("NO_REPORT");
    }

    @Test
    void eventsBeginWithTheStoredStateAndEndWithTheEvaluation() throws Exception {
        assertThat(tail.positioned(Duration.ofSeconds(30))).isTrue();
        stored("live", "evaluating", null, null);
        List<Door.Event> events = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> following = CompletableFuture.runAsync(
                () -> door.events(door.request(PATH + "/live/events").GET(), events::add));
        // A stream misses what was published before it began.
        await().atMost(Duration.ofSeconds(60)).until(() -> events.size() == 1);
        publish("live", 2, Type.QUEUED, null);
        publish("another", 9, Type.STARTED, null);
        publish("live", 3, Type.PROGRESS, new Progress("judging", 8, 20, 9.0, 3.0, null, null, null, 1, 1, null));
        publish("live", 3, Type.PROGRESS, new Progress("judging", 7, 20, 9.0, 3.0, null, null, null, 1, 1, null));
        publish("live", 4, Type.CHECKPOINTED, null);
        await().atMost(Duration.ofSeconds(60)).until(() -> events.size() == 3);
        database.useTransaction(handle -> handle.execute(
                "update evaluation set state = 'cancelled', sequence = 5, ended_at = now() where tenant = ?", tenant));

        following.get(60, TimeUnit.SECONDS);
        assertThat(events)
                .extracting(Door.Event::name)
                .containsExactly("started", "progress", "checkpointed", "cancelled");
        assertThat(events.get(1).data().at("/progress/done").asInt()).isEqualTo(8);
        assertThat(door.get(PATH + "/none/events", "Accept", "text/event-stream")
                        .code())
                .isEqualTo("UNKNOWN_EVALUATION");
    }

    private void publish(String evaluation, long sequence, Type type, Progress progress) {
        EvaluationEvent event = new EvaluationEvent(
                "triage",
                evaluation,
                sequence,
                type,
                Instant.now(),
                "made",
                1L,
                "tickets",
                "one",
                progress,
                null,
                null,
                null,
                null);
        new Log(bootstrap, prefix).write(Topic.EVALUATION_EVENTS, tenant + "/triage", Contracts.write(event));
    }

    @Test
    void onlyOneThatSucceededHasAReport() {
        stored("running", "evaluating", null, null);
        Door.Answer page = door.get(PATH + "/running/report");
        assertThat(page.status()).isEqualTo(409);
        assertThat(page.code()).isEqualTo("NO_REPORT");
        assertThat(door.get(PATH + "/none/report").code()).isEqualTo("UNKNOWN_EVALUATION");
    }

    @Test
    void theyAreListedNewestFirstPageByPage() {
        for (int i = 0; i < 3; i++) stored("n" + i, "queued", null, null);
        Door.Answer first = door.get(PATH + "?limit=2");
        assertThat(first.body().path("items").findValuesAsText("evaluation")).containsExactly("n2", "n1");
        String next = first.body().path("next").asText();
        assertThat(door.get(PATH + "?limit=2&after=" + next)
                        .body()
                        .path("items")
                        .findValuesAsText("evaluation"))
                .containsExactly("n0");
    }

    @Test
    void cancelIsACommandAndAnEndedEvaluationStaysAsItIs() {
        stored("running", "evaluating", null, null);
        stored("ended", "cancelled", null, null);
        assertThat(door.post(PATH + "/running/cancel", "{\"reason\":\"wrong data\"}")
                        .status())
                .isEqualTo(202);
        assertThat(door.post(PATH + "/ended/cancel", "{}").body().path("state").asText())
                .isEqualTo("cancelled");
        assertThat(door.post(PATH + "/none/cancel", "{}").code()).isEqualTo("UNKNOWN_EVALUATION");

        EvaluationCommand command = commands(1).get(0);
        assertThat(command.action()).isEqualTo(EvaluationCommand.Action.CANCEL);
        assertThat(command.evaluation()).isEqualTo("running");
        assertThat(command.reason()).isEqualTo("wrong data");
    }

    @Test
    void anotherTenantSeesNoneOfIt() {
        stored("done", "succeeded", "{}", "<!doctype html>");
        door.post(PATH, "{\"evaluation\":\"waiting\"}");
        Door other = new Door(base, tenant + "-other");
        for (String path : List.of("", "/done", "/done/report", "/waiting")) {
            assertThat(other.get(PATH + path).status()).as(path).isEqualTo(404);
        }
        assertThat(other.post(PATH, "{}").code()).isEqualTo("UNKNOWN_TASK");
        assertThat(other.post(PATH + "/done/cancel", "{}").code()).isEqualTo("UNKNOWN_EVALUATION");

        // The same names in its own house are other things.
        database.useTransaction(
                handle -> handle.execute("insert into task (tenant, task) values (?, 'triage')", tenant + "-other"));
        assertThat(other.get(PATH).body().path("items")).isEmpty();
        assertThat(other.get(PATH + "/done/report").status()).isEqualTo(404);
    }
}
