package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.consume.ShareGroups;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records and requests that a decoder must not answer, each in an installation of its own. */
class RefusedRecordsIT {
    private DecoderFixture fixture;
    private Decoder decoder;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new DecoderFixture(RefusedRecordsIT.class);
    }

    @AfterEach
    void stop() {
        if (decoder != null) decoder.close();
        fixture.close();
    }

    @Test
    void malformedRecordsAreDeadLettersAndTheNextOneIsAnswered() {
        decoder = fixture.start();
        fixture.send(Topic.GENERATION_REQUESTS, "default", headers(), bytes("{not json"));
        fixture.send(
                Topic.GENERATION_REQUESTS, "default", headers(), bytes("{\"id\":\"nul\",\"prompt\":\"a\\u0000b\"}"));
        fixture.send(
                Topic.GENERATION_REQUESTS, "default", headers(), bytes("{\"id\":\"half\",\"prompt\":\"\\ud800\"}"));
        fixture.send(Topic.GENERATION_REQUESTS, "default", headers(), bytes("{\"prompt\":\"no id\"}"));
        var newer = headers();
        newer.remove(MessageHeaders.TYPE);
        newer.add(MessageHeaders.TYPE, bytes("dev.steerstream.generation-request.v9"));
        fixture.send(Topic.GENERATION_REQUESTS, "default", newer, bytes("{\"id\":\"v9\",\"prompt\":\"hello\"}"));

        GenerationResult next = fixture.ask(prompt("next", "hello"));

        assertThat(next.state()).isEqualTo(State.SUCCEEDED);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(deadLetterCodes()).hasSize(5).containsOnly("CONTRACT_VIOLATION"));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        fixture.records(Topic.DEAD_LETTERS))
                .hasSize(5)
                .extracting(message ->
                        Contracts.read(DeadLetter.class, message.value()).topic())
                .containsOnly(Topic.GENERATION_REQUESTS.name(fixture.prefix)));
        assertThat(fixture.database.<List<String>>read(handle -> handle.createQuery(
                                "select convert_from(body, 'UTF8') from dead_letter where body is not null order by record_offset")
                        .mapTo(String.class)
                        .list()))
                .contains("{not json");
    }

    @Test
    void theSameIdWithOtherContentIsRefusedByNameAndTheFirstAnswerStays() {
        decoder = fixture.start();
        GenerationResult first = fixture.ask(prompt("twice", "hello"));
        fixture.send(prompt("twice", "hello"));
        fixture.send(prompt("twice", "goodbye"));

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(deadLetterCodes())
                .containsExactly("CONFLICT"));

        assertThat(fixture.stored("twice")).hasValue(first);
        assertThat(fixture.database.<String>read(
                        handle -> handle.createQuery("select failure ->> 'message' from dead_letter")
                                .mapTo(String.class)
                                .one()))
                .contains("twice");
    }

    @Test
    void aRequestThatNoDecoderSurvivedIsStoredFailedAtItsSixthDelivery() throws Exception {
        fixture.model();
        fixture.send(prompt("poison", "hello"));
        String group = fixture.prefix + "steerstream-decoder";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", fixture.bootstrap()))) {
            ShareGroups.configure(admin, group, ShareGroups.Settings.defaults());
        }
        release(group, 5);

        decoder = fixture.start();
        GenerationResult result = fixture.result("poison");

        assertThat(result.state()).isEqualTo(State.FAILED);
        assertThat(result.failure().code()).isEqualTo("POISON");
        assertThat(result.receipt()).isNull();
        assertThat(deadLetterCodes()).containsExactly("POISON");
        assertThat(fixture.ask(prompt("after", "hello")).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void aRequestDeliveredThreeTimesIsStillAnswered() throws Exception {
        fixture.model();
        fixture.send(prompt("suspect", "hello"));
        String group = fixture.prefix + "steerstream-decoder";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", fixture.bootstrap()))) {
            ShareGroups.configure(admin, group, ShareGroups.Settings.defaults());
        }
        release(group, 3);

        decoder = fixture.start();

        assertThat(fixture.result("suspect").state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void aProfileOfAnotherTokenizerIsRefused() {
        SteeringProfile own = fixture.profile("foreign", 1, 7, -1);
        fixture.promote(withTokenizer(own, "f".repeat(64)), 7);
        decoder = fixture.start();

        GenerationResult result = fixture.ask(task("mismatch", "foreign"));

        assertThat(result.failure().code()).isEqualTo("PROFILE_MISMATCH");
        assertThat(result.failure().message()).contains("tokenizer").contains("f".repeat(64));
    }

    @Test
    void aRetiredTaskAndOneThatIsNotCalibratedYetAreRefused() {
        fixture.promote("retired", 1, 7, -1);
        fixture.database.useTransaction(handle -> {
            handle.execute("update task set state = 'retired' where task = 'retired'");
            handle.execute("insert into task (tenant, task) values ('default', 'early')");
        });
        decoder = fixture.start();

        assertThat(fixture.ask(task("r", "retired")).failure().code()).isEqualTo("TASK_RETIRED");
        assertThat(fixture.ask(task("e", "early")).failure().code()).isEqualTo("TASK_NOT_READY");
    }

    @Test
    void anAdapterWhoseStoredBytesAreDamagedIsNeverAttached() {
        fixture.promote("damaged", 1, 7, -1);
        fixture.database.useTransaction(handle -> handle.execute(
                "update artefact_chunk set body = set_byte(body, 5000, (get_byte(body, 5000) + 1) % 256)"));
        decoder = fixture.start();

        GenerationResult result = fixture.ask(task("d", "damaged"));

        assertThat(result.state()).isEqualTo(State.FAILED);
        assertThat(result.failure().code()).isEqualTo("ARTEFACT_DAMAGED");
    }

    /** As decoders do that die with the record: five deliveries, none finished. */
    private void release(String group, int times) {
        try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        fixture.bootstrap(),
                        "group.id",
                        group,
                        "share.acknowledgement.mode",
                        "explicit",
                        "max.poll.records",
                        1,
                        "share.acquire.mode",
                        "record_limit"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.GENERATION_REQUESTS.name(fixture.prefix)));
            int[] released = {0};
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                for (var message : consumer.poll(Duration.ofMillis(500))) {
                    consumer.acknowledge(message, AcknowledgeType.RELEASE);
                    released[0]++;
                }
                consumer.commitSync();
                return released[0] >= times;
            });
        }
    }

    private List<String> deadLetterCodes() {
        return fixture.database.read(handle -> handle.createQuery("select failure ->> 'code' from dead_letter")
                .mapTo(String.class)
                .list());
    }

    private static org.apache.kafka.common.header.Headers headers() {
        return MessageHeaders.toKafka(
                MessageHeaders.of(GenerationRequest.class, "test", "x", "default", Instant.now()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static GenerationRequest prompt(String id, String prompt) {
        return new GenerationRequest(id, null, null, prompt, few(), null, null, null, null, null);
    }

    private static GenerationRequest task(String id, String task) {
        return new GenerationRequest(id, task, null, "hello", few(), null, null, null, null, null);
    }

    private static SamplingOptions few() {
        return new SamplingOptions(4, null, null, null, null, null, null, null);
    }

    private static SteeringProfile withTokenizer(SteeringProfile p, String digest) {
        return new SteeringProfile(
                p.task(),
                p.version(),
                p.state(),
                p.at(),
                p.adaptation(),
                p.model(),
                p.modelDigest(),
                digest,
                p.chatTemplateDigest(),
                p.vocabularySize(),
                p.adapterDigest(),
                p.vectorDigest(),
                p.direction(),
                p.estimator(),
                p.strength(),
                p.strengthLow(),
                p.strengthHigh(),
                p.bounded(),
                p.insufficient(),
                p.confidence(),
                null,
                null);
    }
}
