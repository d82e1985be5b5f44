package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.consume.DeadLetters;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.outbox.Outbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What could not be processed, through the door: stored as a stage stores it, published again as it came. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class DeadLettersIT {
    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    private String tenant;
    private Door door;
    private DeadLetters letters;
    private long offset;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "l" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        letters = new DeadLetters(database, new Outbox("test", Clock.systemUTC()), Clock.systemUTC());
        offset = Math.abs((long) tenant.hashCode()) * 100;
    }

    /** As a stage gives a record up; its id. */
    private String store(Topic topic, String key, byte[] body, String code) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(
                topic.name(prefix), 0, offset++, key == null ? null : key.getBytes(StandardCharsets.UTF_8), body);
        message.headers().add(MessageHeaders.TENANT, tenant.getBytes(StandardCharsets.UTF_8));
        message.headers().add("odd", new byte[] {0, (byte) 0xff});
        letters.store(message, tenant, new Failure(Failure.Kind.USER, code, code + " of " + key, "Send another."));
        return database.read(handle -> handle.select(
                        "select id from dead_letter where tenant = ? and record_offset = ?", tenant, offset - 1)
                .mapTo(String.class)
                .one());
    }

    private List<JsonNode> items(Door.Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        List<JsonNode> items = new java.util.ArrayList<>();
        answer.body().path("items").forEach(items::add);
        return items;
    }

    @Test
    void theyAreListedByReasonAndTopicPageByPageAndShownWithTheirBytes() {
        String first =
                store(Topic.GENERATION_REQUESTS, "one", "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8), "POISON");
        String second = store(Topic.ADAPTATION_COMMANDS, "two", new byte[] {(byte) 0xff, 0}, "CONTRACT_VIOLATION");
        String third = store(Topic.GENERATION_REQUESTS, null, null, "POISON");

        assertThat(items(door.get("/v1/dead-letters")).stream()
                        .map(item -> item.path("id").asText()))
                .containsExactly(third, second, first);
        Door.Answer page = door.get("/v1/dead-letters?limit=2");
        assertThat(items(door.get("/v1/dead-letters?limit=2&after="
                        + page.body().path("next").asText())))
                .singleElement()
                .satisfies(item -> assertThat(item.path("id").asText()).isEqualTo(first));
        assertThat(items(door.get("/v1/dead-letters?reason=POISON"))).hasSize(2);
        assertThat(items(door.get("/v1/dead-letters?reason=POISON&topic=" + Topic.ADAPTATION_COMMANDS.name(prefix))))
                .isEmpty();
        assertThat(items(door.get("/v1/dead-letters?state=discarded"))).isEmpty();
        assertThat(door.get("/v1/dead-letters?state=lost").code()).isEqualTo("INVALID_VALUE");

        JsonNode shown = door.get("/v1/dead-letters/" + first).body();
        assertThat(shown.path("text").asText()).isEqualTo("{\"id\":\"x\"}");
        assertThat(shown.path("key").asText()).isEqualTo("one");
        assertThat(shown.path("letter").path("failure").path("message").asText())
                .isEqualTo("POISON of one");
        JsonNode bytes = door.get("/v1/dead-letters/" + second).body();
        assertThat(bytes.path("body").asText()).isEqualTo("/wA=");
        assertThat(bytes.has("text")).isFalse();
        assertThat(door.get("/v1/dead-letters/" + UUID.randomUUID()).code()).isEqualTo("UNKNOWN_DEAD_LETTER");
        assertThat(door.get("/v1/dead-letters/x").code()).isEqualTo("INVALID_ID");
    }

    @Test
    void oneIsPublishedAgainAsItCameOnceAndAudited() {
        byte[] body = {(byte) 0xff, 0, 7};
        String letter = store(Topic.DATASET_SUBMISSIONS, tenant + "/key", body, "CONTRACT_VIOLATION");
        String choice = "{\"ids\":[\"" + letter + "\"]";

        Door.Answer dry = door.post("/v1/dead-letters/redrive", choice + ",\"dry_run\":true}");
        assertThat(dry.body().path("done").asInt()).isEqualTo(1);
        assertThat(dry.body().path("dry_run").asBoolean()).isTrue();
        assertThat(items(door.get("/v1/dead-letters?state=stored"))).hasSize(1);

        Door.Answer redriven = door.post("/v1/dead-letters/redrive", choice + "}");
        assertThat(redriven.body().path("items").get(0).path("outcome").asText())
                .isEqualTo("redriven");
        Door.Answer again = door.post("/v1/dead-letters/redrive", choice + "}");
        assertThat(again.body().path("done").asInt()).isZero();
        assertThat(again.body().path("items").get(0).path("outcome").asText()).isEqualTo("settled");

        List<ConsumerRecord<byte[], byte[]>> found = new Log(bootstrap, prefix)
                .read(Topic.DATASET_SUBMISSIONS, 1, message -> (tenant + "/key").equals(Log.key(message)));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).value()).isEqualTo(body);
        assertThat(found.get(0).headers().lastHeader("odd").value()).containsExactly(0, 0xff);
        assertThat(Log.header(found.get(0), MessageHeaders.TENANT)).isEqualTo(tenant);

        assertThat(items(door.get("/v1/audit?action=redrive"))).singleElement().satisfies(entry -> {
            assertThat(entry.path("subject").asText()).isEqualTo("dead letter " + letter);
            assertThat(entry.path("actor").asText()).isEqualTo("anonymous");
            assertThat(entry.path("detail").path("reason").asText()).isEqualTo("CONTRACT_VIOLATION");
        });
    }

    @Test
    void manyAreGivenUpByReasonAPortionAtATime() {
        for (int i = 0; i < 3; i++) store(Topic.GENERATION_REQUESTS, "k" + i, null, "POISON");
        store(Topic.GENERATION_REQUESTS, "other", null, "OTHER");
        Door.Answer portion = door.post("/v1/dead-letters/discard", "{\"reason\":\"POISON\",\"limit\":2}");
        assertThat(portion.body().path("done").asInt()).isEqualTo(2);
        assertThat(portion.body().path("more").asBoolean()).isTrue();
        Door.Answer rest = door.post("/v1/dead-letters/discard", "{\"reason\":\"POISON\",\"limit\":2}");
        assertThat(rest.body().path("done").asInt()).isEqualTo(1);
        assertThat(rest.body().path("more").asBoolean()).isFalse();
        assertThat(items(door.get("/v1/dead-letters?state=stored"))).hasSize(1);
        assertThat(items(door.get("/v1/audit?action=discard&limit=2"))).hasSize(2);
    }

    @Test
    void whatCannotHelpIsSaidBeforehand() {
        new PastRequests(database, tenant).task("t");
        new PastRequests(database, tenant).answered("ended", "t", java.time.Instant.now(), "p", "a", null);
        String letter = store(
                Topic.GENERATION_REQUESTS, tenant, "{\"id\":\"ended\"}".getBytes(StandardCharsets.UTF_8), "POISON");
        Door.Answer dry = door.post("/v1/dead-letters/redrive", "{\"ids\":[\"" + letter + "\"],\"dry_run\":true}");
        assertThat(dry.body().path("items").get(0).path("note").asText())
                .contains("ended")
                .contains("not run again");
        Door.Answer unknown = door.post("/v1/dead-letters/discard", "{\"ids\":[\"" + UUID.randomUUID() + "\"]}");
        assertThat(unknown.body().path("items").get(0).path("outcome").asText()).isEqualTo("unknown");
        for (String wrong : List.of(
                "{}",
                "{\"ids\":[]}",
                "{\"ids\":[\"" + letter + "\"],\"reason\":\"X\"}",
                "{\"reason\":\"X\",\"limit\":501}")) {
            assertThat(door.post("/v1/dead-letters/redrive", wrong).status())
                    .as(wrong)
                    .isEqualTo(422);
        }
        assertThat(door.post("/v1/dead-letters/redrive", "").code()).isEqualTo("MALFORMED_JSON");
    }
}
