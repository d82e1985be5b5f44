package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.generations.answers.ResultWatch;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.gateway.topics.TopicTail;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationControl;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.TokenChunk;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class GenerationsIT {
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

    @Inject
    ResultWatch watch;

    private String tenant;
    private Door door;
    private Log log;

    /** Each test is a tenant of its own. */
    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "g" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        log = new Log(bootstrap, prefix);
        assertThat(tail.positioned(Duration.ofSeconds(30))).isTrue();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(Topic topic, int count) {
        return log.read(topic, count, message -> tenant.equals(Log.header(message, "ce_tenant")));
    }

    /** Stands in for a decoder: takes the request from the topic, stores its result as a decoder does, and publishes it. */
    private CompletableFuture<Void> answerOneRequest(String text, boolean publish, TokenChunk... chunks) {
        return CompletableFuture.runAsync(() -> {
            GenerationRequest request = Contracts.read(
                    GenerationRequest.class,
                    records(Topic.GENERATION_REQUESTS, 1).get(0).value());
            String key = tenant + "/" + request.id();
            for (TokenChunk chunk : chunks) log.write(Topic.GENERATION_TOKENS, key, Contracts.write(chunk));
            GenerationResult result = result(request.id(), text, request.instance());
            store(result);
            if (publish) log.write(Topic.GENERATION_RESULTS, key, Contracts.write(result));
        });
    }

    private static GenerationResult result(String request, String text, String instance) {
        return new GenerationResult(
                request,
                null,
                GenerationResult.State.SUCCEEDED,
                List.of(new GenerationResult.Choice(0, text, "stop", 3)),
                new GenerationResult.Usage(2, 3, 5),
                null,
                null,
                Instant.now(),
                Instant.now(),
                0.1,
                0.2,
                instance);
    }

    private void store(GenerationResult result) {
        database.useTransaction(handle -> handle.createUpdate("update generation set state = 'succeeded',"
                        + " result = cast(:result as jsonb), seed = 1, started_at = now(), ended_at = now()"
                        + " where tenant = :tenant and request = :request and state in ('queued', 'running')")
                .bind("result", Json.write(result))
                .bind("tenant", tenant)
                .bind("request", result.request())
                .execute());
    }

    private void run(String request) {
        database.useTransaction(handle -> handle.execute(
                "update generation set state = 'running', seed = 1, started_at = now() where tenant = ? and request ="
                        + " ?",
                tenant,
                request));
    }

    @Test
    void aRequestIsStoredAndPublishedAndFoundAtItsLocation() {
        Door.Answer answer =
                door.post("/v1/generations", "{\"id\":\"one\",\"prompt\":\"Hello\",\"sampling\":{\"n\":2}}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.raw().headers().firstValue("Location").orElseThrow()).endsWith("/v1/generations/one");
        ConsumerRecord<byte[], byte[]> message =
                records(Topic.GENERATION_REQUESTS, 1).get(0);
        assertThat(Log.key(message)).isEqualTo(tenant);
        GenerationRequest request = Contracts.read(GenerationRequest.class, message.value());
        assertThat(request.id()).isEqualTo("one");
        assertThat(request.sampling().n()).isEqualTo(2);
        assertThat(request.instance()).startsWith("gateway-");
        assertThat(request.deadline()).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
        assertThat(door.get("/v1/generations/one").body().path("state").asText())
                .isEqualTo("queued");
        assertThat(new Door(base, "someone-else").get("/v1/generations/one").status())
                .isEqualTo(404);
    }

    /** As a stream's does whose database is away in the moment of its end. */
    @Test
    void whoFailsWhenARequestEndsIsWokenAgain() throws Exception {
        door.post("/v1/generations", "{\"id\":\"one\",\"prompt\":\"Hello\"}");
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Void> reached = new CompletableFuture<>();
        try (Listeners.Registration registration = watch.watch(new Name(new Tenant(tenant), "one"), message -> {
            if (calls.incrementAndGet() < 3) throw new IllegalStateException("the database is away");
            reached.complete(null);
        })) {
            store(result("one", "Hi", null));
            reached.get(60, TimeUnit.SECONDS);
        }
        assertThat(calls).hasValue(3);
    }

    @Test
    void theTraceContextOfTheRequestGoesOnWithItsMessage() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        door.post("/v1/generations", "{\"prompt\":\"Hello\"}", "traceparent", trace);
        assertThat(Log.header(records(Topic.GENERATION_REQUESTS, 1).get(0), "traceparent"))
                .isEqualTo(trace);
        assertThat(database.<String>read(
                        handle -> handle.createQuery("select trace_id from generation where tenant = ?")
                                .bind(0, tenant)
                                .mapTo(String.class)
                                .one()))
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void theSameRequestTwiceIsOneAndOtherContentIsAConflictThatNamesIt() {
        String body = "{\"id\":\"twice\",\"prompt\":\"Hello\"}";
        door.post("/v1/generations", body);
        assertThat(door.post("/v1/generations", body).status()).isEqualTo(202);
        Door.Answer other = door.post("/v1/generations", "{\"id\":\"twice\",\"prompt\":\"Bye\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("CONFLICT");
        assertThat(other.detail()).contains("twice");
        door.post("/v1/generations", "{\"id\":\"last\",\"prompt\":\"Hello\"}");
        assertThat(records(Topic.GENERATION_REQUESTS, 2)).hasSize(2);
        store(result("twice", "done", null));
        Door.Answer ended = door.post("/v1/generations", body);
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.body().at("/choices/0/text").asText()).isEqualTo("done");
    }

    @Test
    void requestsOfATenantAreOnTheirTopicInTheOrderInWhichTheyCame() {
        List<String> ids =
                IntStream.range(0, 30).mapToObj(number -> "n" + number).toList();
        for (String id : ids) {
            door.post("/v1/generations", "{\"id\":\"" + id + "\",\"prompt\":\"Hello\"}");
        }
        assertThat(records(Topic.GENERATION_REQUESTS, ids.size()))
                .extracting(message ->
                        Contracts.read(GenerationRequest.class, message.value()).id())
                .containsExactlyElementsOf(ids);
    }

    @Test
    void manyAtOnceAreEachStoredOrRefusedAsIfAlone() {
        List<CompletableFuture<Door.Answer>> answers = IntStream.range(0, 60)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> door.post(
                        "/v1/generations",
                        "{\"id\":\"m" + number % 20 + "\",\"prompt\":\"" + (number < 40 ? "same" : "other") + "\"}")))
                .toList();
        Map<Integer, Long> statuses = answers.stream()
                .map(CompletableFuture::join)
                .collect(Collectors.groupingBy(Door.Answer::status, Collectors.counting()));
        // Whichever content of an id came first is stored: 1 or 2 requests have it, and the others are conflicts.
        assertThat(statuses.keySet()).isSubsetOf(202, 409);
        assertThat(statuses.get(202)).isBetween(20L, 40L);
        assertThat(statuses.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(60);
        assertThat(records(Topic.GENERATION_REQUESTS, 20))
                .extracting(message ->
                        Contracts.read(GenerationRequest.class, message.value()).id())
                .doesNotHaveDuplicates()
                .hasSize(20);
    }

    @Test
    void requestsThatBreakARuleAreRefusedByMemberValueAndRule() {
        refused("{}", "messages");
        refused("{\"prompt\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]}", "messages");
        refused("{\"messages\":[]}", "messages");
        refused("{\"messages\":[{\"role\":\"robot\",\"content\":\"b\"}]}", "robot");
        refused("{\"prompt\":\"\"}", "prompt");
        refused("{\"prompt\":\"a\",\"sampling\":{\"n\":17}}", "17");
        refused("{\"prompt\":\"a\",\"sampling\":{\"n\":0}}", "sampling/n");
        refused("{\"prompt\":\"a\",\"sampling\":{\"max_tokens\":0}}", "sampling/max_tokens");
        refused("{\"prompt\":\"a\",\"sampling\":{\"temperature\":-1}}", "sampling/temperature");
        refused("{\"prompt\":\"a\",\"sampling\":{\"temperature\":101}}", "sampling/temperature");
        refused("{\"prompt\":\"a\",\"sampling\":{\"temperature\":1e999}}", "Infinity");
        refused("{\"prompt\":\"a\",\"sampling\":{\"top_p\":0}}", "sampling/top_p");
        refused("{\"prompt\":\"a\",\"sampling\":{\"min_p\":1.1}}", "sampling/min_p");
        refused("{\"prompt\":\"a\",\"sampling\":{\"stop\":[\"\"]}}", "sampling/stop");
        refused("{\"prompt\":\"a\",\"task\":\"t\",\"steering\":{\"strength\":1e999}}", "Infinity");
        refused("{\"prompt\":\"a\",\"task\":\"t\",\"steering\":{\"confidence\":1.5}}", "steering/confidence");
        refused("{\"prompt\":\"a\",\"steering\":{\"mode\":\"warm\"}}", "steering/mode");
        refused("{\"prompt\":\"a\",\"deadline\":\"2020-01-01T00:00:00Z\"}", "deadline");
        refused("{\"prompt\":\"a\",\"deadline\":\"2999-01-01T00:00:00Z\"}", "24 hours");
        assertThat(door.post("/v1/generations", "{\"id\":\"a/b\",\"prompt\":\"a\"}")
                        .code())
                .isEqualTo("INVALID_ID");
        assertThat(door.post("/v1/generations", "{\"prompt\":\"a\",\"steering\":{\"strength\":NaN}}")
                        .detail())
                .contains("NaN");
    }

    private void refused(String body, String named) {
        Door.Answer answer = door.post("/v1/generations", body);
        assertThat(answer.status()).as(body).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("INVALID_VALUE");
        assertThat(answer.detail()).contains(named);
    }

    @Test
    void aTaskThatCannotAnswerIsRefusedByName() {
        Door.Answer unknown = door.post("/v1/generations", "{\"prompt\":\"a\",\"task\":\"nowhere\"}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("UNKNOWN_TASK");
        database.useTransaction(handle -> handle.execute(
                "insert into task (tenant, task, state) values (?, 'young', 'active'), (?, 'old', 'retired')",
                tenant,
                tenant));
        assertThat(door.post("/v1/generations", "{\"prompt\":\"a\",\"task\":\"young\"}")
                        .code())
                .isEqualTo("TASK_NOT_READY");
        assertThat(door.post("/v1/generations", "{\"prompt\":\"a\",\"task\":\"old\"}")
                        .code())
                .isEqualTo("TASK_RETIRED");
        assertThat(door.post(
                                "/v1/generations",
                                "{\"prompt\":\"a\",\"task\":\"young\",\"steering\":{\"mode\":\"base\"}}")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void theWaitingFormAnswersWithTheResultAsSoonAsItIsPublished() {
        CompletableFuture<Void> decoder = answerOneRequest("Hello you", true);
        Door.Answer answer = door.post("/v1/generations", "{\"id\":\"w\",\"prompt\":\"Hi\"}", "Prefer", "wait=30");
        decoder.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/choices/0/text").asText()).isEqualTo("Hello you");
        assertThat(answer.raw().headers().firstValue("Preference-Applied")).hasValue("wait=30");
    }

    @Test
    void theWaitingFormIsWokenByTheRowWhereTheRecordIsMissed() {
        CompletableFuture<Void> decoder = answerOneRequest("Hello you", false);
        Door.Answer answer = door.post("/v1/generations", "{\"id\":\"m\",\"prompt\":\"Hi\"}", "Prefer", "wait=30");
        decoder.join();
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void theWaitingFormAnswersAcceptedWhenTheTimeIsOver() {
        Door.Answer answer = door.post("/v1/generations", "{\"prompt\":\"Hi\"}", "Prefer", "wait=1");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("state").asText()).isEqualTo("queued");
        assertThat(door.post("/v1/generations", "{\"prompt\":\"Hi\"}", "Prefer", "wait=soon")
                        .code())
                .isEqualTo("INVALID_PREFERENCE");
    }

    @Test
    void aStreamIsTheChunksAndThenTheResultAndBothSayTheSame() throws Exception {
        CompletableFuture<Void> decoder = answerOneRequest(
                "Hello, you!",
                true,
                new TokenChunk("s", 1, 0, 0, "Hel", 1, null, null),
                new TokenChunk("s", 1, 0, 1, "lo, ", 1, null, null));
        List<Door.Event> events = CompletableFuture.supplyAsync(() -> door.events(door.request("/v1/generations")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"s\",\"prompt\":\"Hi\",\"stream\":true}"))))
                .get(60, TimeUnit.SECONDS);
        decoder.join();
        assertThat(events.get(events.size() - 1).name()).isEqualTo("result");
        assertThat(events.get(events.size() - 1).data().at("/choices/0/text").asText())
                .isEqualTo("Hello, you!");
        assertThat(events.stream()
                        .filter(event -> event.name().equals("chunk"))
                        .map(event -> event.data().path("text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo("Hello, you!");
        assertThat(
                        Contracts.read(
                                GenerationRequest.class,
                                records(Topic.GENERATION_REQUESTS, 1).get(0).value())
                                .stream())
                .isTrue();
    }

    @Test
    void aStreamThatIsRefusedIsAProblemAndNoStream() {
        Door.Answer answer = door.post("/v1/generations", "{\"prompt\":\"\"}", "Accept", "text/event-stream");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("INVALID_VALUE");
        assertThat(door.post("/v1/generations", "{\"prompt\":\"a\",\"stream\":false}", "Accept", "text/event-stream")
                        .detail())
                .contains("stream");
    }

    @Test
    void aQueuedRequestIsCancelledAtOnceWithItsResultPublished() {
        door.post("/v1/generations", "{\"id\":\"q\",\"prompt\":\"Hi\"}");
        Door.Answer answer = door.post("/v1/generations/q/cancel", "");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("state").asText()).isEqualTo("cancelled");
        GenerationResult published = Contracts.read(
                GenerationResult.class,
                records(Topic.GENERATION_RESULTS, 1).get(0).value());
        assertThat(published.state()).isEqualTo(GenerationResult.State.CANCELLED);
        assertThat(Contracts.read(
                                GenerationControl.class,
                                records(Topic.GENERATION_CONTROLS, 1).get(0).value())
                        .request())
                .isEqualTo("q");
        assertThat(door.post("/v1/generations/q/cancel", "")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(door.post("/v1/generations/none/cancel", "").code()).isEqualTo("UNKNOWN_GENERATION");
    }

    @Test
    void aRunningRequestIsAskedToStop() {
        door.post("/v1/generations", "{\"id\":\"r\",\"prompt\":\"Hi\"}");
        run("r");
        Door.Answer answer = door.post("/v1/generations/r/cancel", "");
        assertThat(answer.body().path("state").asText()).isEqualTo("running");
        assertThat(answer.body().path("cancel_requested").asBoolean()).isTrue();
        assertThat(records(Topic.GENERATION_CONTROLS, 1)).hasSize(1);
    }

    @Test
    void requestsPastTheirDeadlineFailExpiredThoughNoDecoderRuns() {
        door.post("/v1/generations", "{\"id\":\"e1\",\"prompt\":\"Hi\"}");
        door.post("/v1/generations", "{\"id\":\"e2\",\"prompt\":\"Hi\"}");
        run("e2");
        database.useTransaction(handle -> handle.execute(
                "update generation set deadline = now() - interval '1 second' where tenant = ?", tenant));
        for (String id : List.of("e1", "e2")) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode now = door.get("/v1/generations/" + id).body();
                assertThat(now.path("state").asText()).isEqualTo("failed");
                assertThat(now.at("/result/failure/code").asText()).isEqualTo("EXPIRED");
            });
        }
        assertThat(records(Topic.GENERATION_RESULTS, 2)).hasSize(2);
    }

    @Test
    void theDetailIsReadAsItWasStored() throws Exception {
        door.post("/v1/generations", "{\"id\":\"d\",\"prompt\":\"Hi\"}");
        Door.Answer none = door.get("/v1/generations/d/detail");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.code()).isEqualTo("NO_DETAIL");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write("{\"version\":1,\"choices\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        database.useTransaction(handle -> handle.execute(
                "insert into generation_detail (tenant, request, body) values (?, 'd', ?)",
                tenant,
                bytes.toByteArray()));
        assertThat(door.get("/v1/generations/d/detail").body().path("version").asInt())
                .isEqualTo(1);
    }
}
