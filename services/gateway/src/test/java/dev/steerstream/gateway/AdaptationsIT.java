package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.gateway.topics.TopicTail;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
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
class AdaptationsIT {
    private static final String SHA = "b".repeat(64);

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    @Inject
    TopicTail tail;

    private String tenant;
    private Door door;
    private Log log;

    /** Each test is a tenant of its own. */
    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "t" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        log = new Log(bootstrap, prefix);
        submission("tickets", "one", "sealed");
    }

    private List<AdaptationCommand> commands(int count) {
        return log
                .read(Topic.ADAPTATION_COMMANDS, count, message -> tenant.equals(Log.header(message, "ce_tenant")))
                .stream()
                .map(ConsumerRecord::value)
                .map(value -> Contracts.read(AdaptationCommand.class, value))
                .toList();
    }

    @Test
    void aStartIsACommandOnTheTopicAndIsKnownBeforeTheTrainerHasStoredIt() {
        Door.Answer answer = door.post(
                "/v1/tasks/triage/adaptations",
                "{\"adaptation\":\"a1\",\"dataset\":\"tickets\",\"warm_start\":{\"rank\":4},\"calibration\":{\"confidence\":0.2}}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.raw().headers().firstValue("Location").orElseThrow()).endsWith("/v1/adaptations/a1");
        assertThat(answer.body().path("state").asText()).isEqualTo("accepted");
        AdaptationCommand command = commands(1).get(0);
        assertThat(command.id()).isEqualTo("a1");
        assertThat(command.action()).isEqualTo(AdaptationCommand.Action.START);
        assertThat(command.task()).isEqualTo("triage");
        assertThat(command.warmStart().rank()).isEqualTo(4);
        assertThat(command.calibration().confidence()).isEqualTo(0.2);
        assertThat(door.get("/v1/adaptations/a1").body().path("state").asText()).isEqualTo("accepted");
        assertThat(door.get("/v1/adaptations?task=triage").body().path("items").findValuesAsText("adaptation"))
                .containsExactly("a1");

        adaptation("a1", "triage", "queued", startHash("a1", "triage"));
        assertThat(door.get("/v1/adaptations").body().path("items").findValuesAsText("state"))
                .containsExactly("queued");
        assertThat(door.get("/v1/adaptations/a1").body().path("state").asText()).isEqualTo("queued");
    }

    @Test
    void whatAnotherGatewayAcceptedIsKnownHereAndCancelledHere() {
        database.useTransaction(handle -> handle.execute(
                "insert into accepted_start (tenant, kind, id, task, dataset, content_hash)"
                        + " values (?, 'adaptation', 'there', 'triage', 'tickets', ?)",
                tenant,
                startHash("there", "triage")));
        assertThat(door.get("/v1/adaptations/there").body().path("dataset").asText())
                .isEqualTo("tickets");
        assertThat(door.post("/v1/tasks/triage/adaptations", "{\"adaptation\":\"there\",\"dataset\":\"tickets\"}")
                        .status())
                .isEqualTo(202);
        assertThat(door.post("/v1/tasks/other/adaptations", "{\"adaptation\":\"there\",\"dataset\":\"tickets\"}")
                        .code())
                .isEqualTo("CONFLICT");
        assertThat(door.post("/v1/adaptations/there/cancel", "{}").status()).isEqualTo(202);
        assertThat(commands(1))
                .extracting(command -> command.action() + " " + command.adaptation())
                .containsExactly("CANCEL there");
    }

    @Test
    void theSameStartTwiceIsOneCommandAndOtherContentIsAConflict() {
        String start = "{\"adaptation\":\"a2\",\"dataset\":\"tickets\"}";
        door.post("/v1/tasks/triage/adaptations", start);
        assertThat(door.post("/v1/tasks/triage/adaptations", start).status()).isEqualTo(202);
        Door.Answer other = door.post(
                "/v1/tasks/triage/adaptations",
                "{\"adaptation\":\"a2\",\"dataset\":\"tickets\",\"warm_start\":{\"rank\":4}}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("CONFLICT");
        assertThat(other.detail()).contains("a2");
        door.post("/v1/tasks/triage/adaptations", "{\"adaptation\":\"last\",\"dataset\":\"tickets\"}");
        assertThat(commands(2)).extracting(AdaptationCommand::id).containsExactly("a2", "last");
    }

    @Test
    void aStoredAdaptationIsComparedByItsHash() {
        adaptation("stored", "triage", "queued", startHash("stored", "triage"));
        assertThat(door.post("/v1/tasks/triage/adaptations", "{\"adaptation\":\"stored\",\"dataset\":\"tickets\"}")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("queued");
        assertThat(door.post("/v1/tasks/other/adaptations", "{\"adaptation\":\"stored\",\"dataset\":\"tickets\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aDatasetThatCannotBeTrainedOnIsRefusedByName() {
        submission("broken", "one", "rejected");
        Door.Answer unknown = door.post("/v1/tasks/triage/adaptations", "{\"dataset\":\"nowhere\"}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("UNKNOWN_DATASET");
        Door.Answer rejected = door.post("/v1/tasks/triage/adaptations", "{\"dataset\":\"broken\"}");
        assertThat(rejected.status()).isEqualTo(409);
        assertThat(rejected.code()).isEqualTo("DATASET_NOT_SEALED");
        assertThat(door.post("/v1/tasks/triage/adaptations", "{\"dataset\":\"tickets\",\"submission\":\"two\"}")
                        .code())
                .isEqualTo("DATASET_NOT_SEALED");
    }

    @Test
    void settingsOutsideTheirRulesAreRefusedByName() {
        assertThat(door.post("/v1/tasks/triage/adaptations", "{}").detail()).contains("dataset is missing");
        Door.Answer rank =
                door.post("/v1/tasks/triage/adaptations", "{\"dataset\":\"tickets\",\"warm_start\":{\"rank\":0}}");
        assertThat(rank.status()).isEqualTo(422);
        assertThat(rank.detail()).contains("warm_start.rank").contains("0");
        Door.Answer foreign = door.post(
                "/v1/tasks/triage/adaptations",
                "{\"dataset\":\"tickets\",\"warm_start\":{\"method\":\"ia3\",\"virtual_tokens\":20}}");
        assertThat(foreign.status()).isEqualTo(422);
        assertThat(foreign.detail())
                .contains("warm_start.virtual_tokens is 20")
                .contains("method ia3")
                .contains("belongs to prompt_tuning and p_tuning_v2");
        assertThat(door.post(
                                "/v1/tasks/triage/adaptations",
                                "{\"dataset\":\"tickets\",\"calibration\":{\"estimator\":\"guess\"}}")
                        .detail())
                .contains("calibration.estimator")
                .contains("guess");
    }

    @Test
    void aTaskShowsItsProfileInForceWithTheReport() {
        adaptation("done", "triage", "succeeded", startHash("done", "triage"));
        Door.Answer task = door.get("/v1/tasks/triage");
        assertThat(task.body().at("/profile/strength").asDouble()).isEqualTo(-1.5);
        assertThat(task.body().at("/profile/report/rows").asInt()).isEqualTo(80);
        assertThat(task.body().at("/adaptation/state").asText()).isEqualTo("succeeded");
        Door.Answer list = door.get("/v1/tasks");
        assertThat(list.body().at("/items/0/profile/strength").asDouble()).isEqualTo(-1.5);
        assertThat(list.body().at("/items/0/profile").has("report")).isFalse();
        assertThat(door.get("/v1/adaptations/done")
                        .body()
                        .at("/profile/report/rows")
                        .asInt())
                .isEqualTo(80);
        assertThat(door.get("/v1/tasks/nothing").code()).isEqualTo("UNKNOWN_TASK");
        assertThat(new Door(base, "someone-else").get("/v1/tasks/triage").status())
                .isEqualTo(404);
    }

    @Test
    void adaptationsAreListedNewestFirstPageByPage() {
        for (int i = 0; i < 5; i++) adaptation("n" + i, i < 3 ? "triage" : "other", "queued", SHA);
        Door.Answer first = door.get("/v1/adaptations?limit=2");
        assertThat(first.body().path("items").findValuesAsText("adaptation")).containsExactly("n4", "n3");
        Door.Answer second = door.get(
                "/v1/adaptations?limit=2&after=" + first.body().path("next").asText());
        assertThat(second.body().path("items").findValuesAsText("adaptation")).containsExactly("n2", "n1");
        assertThat(door.get("/v1/adaptations?task=other").body().path("items").findValuesAsText("adaptation"))
                .containsExactly("n4", "n3");
        assertThat(door.get("/v1/adaptations?after=bm8").code()).isEqualTo("INVALID_CURSOR");
    }

    @Test
    void cancelIsACommandAndAnEndedAdaptationStaysAsItIs() {
        adaptation("running", "triage", "training", SHA);
        adaptation("ended", "triage", "cancelled", SHA);
        Door.Answer answer = door.post("/v1/adaptations/running/cancel", "{\"reason\":\"wrong data\"}");
        assertThat(answer.status()).isEqualTo(202);
        Door.Answer ended = door.send(
                door.request("/v1/adaptations/ended/cancel").POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(ended.status()).as(ended.raw().body()).isEqualTo(202);
        assertThat(ended.body().path("state").asText()).isEqualTo("cancelled");
        assertThat(door.post("/v1/adaptations/none/cancel", "{}").code()).isEqualTo("UNKNOWN_ADAPTATION");
        AdaptationCommand command = commands(1).get(0);
        assertThat(command.action()).isEqualTo(AdaptationCommand.Action.CANCEL);
        assertThat(command.adaptation()).isEqualTo("running");
        assertThat(command.reason()).isEqualTo("wrong data");
    }

    @Test
    void eventsBeginWithTheStoredStateLeaveOutWhatIsOlderAndEndWithTheAdaptation() throws Exception {
        assertThat(tail.positioned(Duration.ofSeconds(30))).isTrue();
        adaptation("live", "triage", "training", SHA);
        List<Door.Event> events = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> following = CompletableFuture.runAsync(
                () -> door.events(door.request("/v1/adaptations/live/events").GET(), events::add));
        // A stream misses what was published before it began.
        await().atMost(Duration.ofSeconds(60)).until(() -> events.size() == 1);
        publish("live", 2, Type.STARTED, null);
        publish("another", 9, Type.TRAINED, null);
        publish("live", 3, Type.PROGRESS, new Progress("training", 10, 20, 100.0, 3.0, 1.25, null, null, 2, 2, null));
        publish("live", 3, Type.PROGRESS, new Progress("training", 9, 20, 100.0, 3.0, 1.25, null, null, 2, 2, null));
        publish("live", 4, Type.TRAINED, null);
        // The extraction is another job: its attempts and fences begin anew.
        publish("live", 4, Type.PROGRESS, new Progress("calibrating", 8, 16, 100.0, 3.0, null, null, null, 1, 1, null));
        await().atMost(Duration.ofSeconds(60)).until(() -> events.size() == 4);
        database.useTransaction(handle -> handle.createUpdate("update adaptation set state = 'cancelled', sequence = 5,"
                        + " ended_at = now() where tenant = :tenant and adaptation = 'live'")
                .bind("tenant", tenant)
                .execute());
        following.get(60, TimeUnit.SECONDS);
        assertThat(events)
                .extracting(Door.Event::name)
                .containsExactly("started", "progress", "trained", "progress", "cancelled");
        assertThat(events.get(1).data().at("/progress/done").asInt()).isEqualTo(10);
    }

    @Test
    void eventsOfAnUnknownAdaptationAreAProblem() {
        Door.Answer answer = door.get("/v1/adaptations/none/events", "Accept", "text/event-stream");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("UNKNOWN_ADAPTATION");
    }

    private void publish(String adaptation, long sequence, Type type, Progress progress) {
        AdaptationEvent event = new AdaptationEvent(
                "triage",
                adaptation,
                sequence,
                type,
                Instant.now(),
                "tickets",
                "one",
                progress,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        log.write(Topic.ADAPTATION_EVENTS, tenant + "/triage", Contracts.write(event));
    }

    private static String startHash(String adaptation, String task) {
        return ContentHash.of(new AdaptationCommand(
                adaptation, AdaptationCommand.Action.START, task, adaptation, "tickets", null, null, null, null, null));
    }

    private void submission(String dataset, String submission, String state) {
        boolean sealed = state.equals("sealed");
        database.useTransaction(handle -> handle.createUpdate(
                        "insert into dataset_submission (tenant, dataset, submission,"
                                + " state, rows, sha256, splits, rows_partition, rows_first_timestamp, ended_at) values (:tenant,"
                                + " :dataset, :submission, :state, 3, :sha, cast(:splits as jsonb), :partition, :timestamp, now())")
                .bind("tenant", tenant)
                .bind("dataset", dataset)
                .bind("submission", submission)
                .bind("state", state)
                .bind("sha", sealed ? SHA : null)
                .bind("splits", sealed ? "{\"train\":3}" : null)
                .bind("partition", sealed ? 0 : null)
                .bind("timestamp", sealed ? 0L : null)
                .execute());
    }

    /** As the trainer and the extractor leave it. */
    private void adaptation(String adaptation, String task, String state, String hash) {
        boolean succeeded = state.equals("succeeded");
        boolean ended = succeeded || state.equals("cancelled");
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task) values (?, ?) on conflict do nothing", tenant, task);
            handle.createUpdate(
                            "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state,"
                                    + " sequence, warm_start, calibration, adapter_digest, profile_version, started_at, ended_at) values (:tenant,"
                                    + " :adaptation, :task, 'tickets', 'one', :hash, :state, 2, '{\"rank\":8}', '{}', :digest, :version,"
                                    + " case when :started then now() end, case when :ended then now() end)")
                    .bind("tenant", tenant)
                    .bind("adaptation", adaptation)
                    .bind("task", task)
                    .bind("hash", hash)
                    .bind("state", state)
                    .bind("digest", succeeded ? SHA : null)
                    .bind("version", succeeded ? 1L : null)
                    .bind("started", !state.equals("queued"))
                    .bind("ended", ended)
                    .execute();
            if (!succeeded) return;
            handle.execute(
                    "insert into artefact (tenant, digest, kind, bytes, chunks) values (?, ?, 'adapter', 0, 0)",
                    tenant,
                    SHA);
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, ?, ?, '{}')",
                    tenant,
                    SHA,
                    adaptation,
                    SHA);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence, profile,"
                            + " report) values (?, ?, 1, ?, 'in_force', ?, ?, 'delta', 'optimal', -1.5, -2, -1, false, false, 0.1,"
                            + " '{\"strength\":-1.5,\"strength_low\":-2.0,\"strength_high\":-1.0}', '{\"rows\":80}')",
                    tenant,
                    task,
                    adaptation,
                    SHA,
                    SHA);
            handle.execute("update task set profile_version = 1 where tenant = ? and task = ?", tenant, task);
        });
    }
}
