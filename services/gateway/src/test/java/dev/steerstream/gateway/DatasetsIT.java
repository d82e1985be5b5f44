package dev.steerstream.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.SubmissionEnd;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class DatasetsIT {
    private static final String SHA = "a".repeat(64);

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    private Door door;
    private Log log;

    @BeforeEach
    void openTheDoor() {
        door = new Door(base, "default");
        log = new Log(bootstrap, prefix);
    }

    private static ByteArrayInputStream lines(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String submission, int count) {
        return log.read(
                Topic.DATASET_SUBMISSIONS, count, message -> submission.equals(Log.header(message, "submission")));
    }

    @Test
    void aThousandRowsAreOnTheTopicInOrderBeforeTheAnswerAndTheEndRecordIsTheLast() {
        String body = IntStream.range(0, 1000)
                .mapToObj(row -> "{\"prompt\":\"p" + row + "\",\"completion\":\"c\"}\n")
                .collect(Collectors.joining());
        Door.Answer answer = door.publish(
                "/v1/datasets/thousand/submissions?submission=first&split_seed=7&truncation=left", lines(body));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("rows").asLong()).isEqualTo(1000);
        assertThat(answer.raw().headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("/v1/datasets/thousand/submissions/first"));
        List<ConsumerRecord<byte[], byte[]>> found = records("first", 1001);
        assertThat(found).hasSize(1001);
        for (int row = 0; row < 1000; row++) {
            assertThat(Log.header(found.get(row), "row")).isEqualTo(Integer.toString(row));
            assertThat(new String(found.get(row).value(), UTF_8)).contains("\"p" + row + "\"");
        }
        ConsumerRecord<byte[], byte[]> end = found.get(1000);
        assertThat(Log.header(end, "count")).isEqualTo("1000");
        assertThat(Log.header(end, "row")).isNull();
        assertThat(Contracts.read(SubmissionEnd.class, end.value()))
                .isEqualTo(new SubmissionEnd(7L, null, "left", null));
        assertThat(found).allSatisfy(message -> {
            assertThat(Log.key(message)).isEqualTo("default/thousand");
            assertThat(Log.header(message, "dataset")).isEqualTo("thousand");
            assertThat(Log.header(message, "ce_tenant")).isEqualTo("default");
        });
        Door.Answer state = door.get("/v1/datasets/thousand/submissions/first");
        assertThat(state.body().path("state").asText()).isEqualTo("receiving");
    }

    @Test
    void aBadRowIsPublishedAsItIsBecauseIngestNamesIt() {
        Door.Answer answer =
                door.publish("/v1/datasets/bad/submissions?submission=bad-rows", lines("{broken\r\n\n  \n[1]\n"));
        assertThat(answer.body().path("rows").asLong()).isEqualTo(2);
        assertThat(records("bad-rows", 3).stream().map(message -> new String(message.value(), UTF_8)))
                .startsWith("{broken", "[1]");
    }

    @Test
    void theSameUploadAgainHasNoSecondEffectAndAnotherUnderItsIdIsRefusedByName() {
        String path = "/v1/datasets/repeated/submissions?submission=once";
        assertThat(door.publish(path, lines("{\"prompt\":\"a\"}\n{\"prompt\":\"b\"}\n"))
                        .status())
                .isEqualTo(202);
        // Line ends are no content.
        assertThat(door.publish(path, lines("{\"prompt\":\"a\"}\r\n{\"prompt\":\"b\"}"))
                        .status())
                .isEqualTo(202);

        for (Door.Answer other : List.of(
                door.publish(path, lines("{\"prompt\":\"a\"}\n{\"prompt\":\"c\"}\n")),
                door.publish(path, lines("{\"prompt\":\"a\"}\n")),
                door.publish(path + "&split_seed=3", lines("{\"prompt\":\"a\"}\n{\"prompt\":\"b\"}\n")))) {
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.code()).isEqualTo("CONFLICT");
            assertThat(other.detail()).contains("submission \"once\" of dataset \"repeated\"");
        }
        assertThat(new Door(base, "elsewhere")
                        .publish(path, lines("{\"prompt\":\"c\"}\n"))
                        .status())
                .isEqualTo(202);
        assertThat(door.publish("/v1/datasets/other/submissions?submission=once", lines("{\"prompt\":\"c\"}\n"))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void anEmptyDatasetIsRefusedAndLeavesNothing() {
        Door.Answer answer = door.publish("/v1/datasets/empty/submissions?submission=none", lines("\n\n"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("EMPTY_DATASET");
        assertThat(door.get("/v1/datasets/empty/submissions/none").status()).isEqualTo(404);
    }

    @Test
    void aLineOverTheLimitEndsTheUploadAndNamesTheRow() {
        String body = "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"" + "x".repeat(10_000_000) + "\"}\n";
        Door.Answer answer = door.publish("/v1/datasets/long/submissions?submission=long", lines(body));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("LINE_TOO_LARGE");
        assertThat(answer.detail()).contains("row 1").contains("1000000");
        assertThat(records("long", 1))
                .allSatisfy(message -> assertThat(Log.header(message, "count")).isNull());
    }

    @Test
    void theLargestAllowedLineFitsAMessage() {
        String body = "{\"prompt\":\"" + "y".repeat(1_000_000 - 13) + "\"}";
        assertThat(body).hasSize(1_000_000);
        Door.Answer answer = door.publish("/v1/datasets/largest/submissions?submission=largest", lines(body));
        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void badNamesAndParametersAreRefusedByName() {
        assertThat(door.publish("/v1/datasets/-x/submissions", lines("{}")).detail())
                .contains("dataset is \"-x\"");
        assertThat(door.publish("/v1/datasets/x/submissions?submission=a%20b", lines("{}"))
                        .detail())
                .contains("submission is \"a b\"");
        assertThat(door.publish("/v1/datasets/x/submissions?split_seed=seven", lines("{}"))
                        .detail())
                .contains("split_seed is \"seven\"");
        assertThat(door.publish("/v1/datasets/x/submissions?truncation=right", lines("{}"))
                        .detail())
                .contains("truncation is \"right\"");
    }

    @Test
    void aBodyOfAnotherMediaTypeIsRefused() {
        Door.Answer answer = door.post("/v1/datasets/x/submissions", "{}");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void listsShowTheNewestSubmissionAndTheOneInForcePageByPage() {
        Door other = new Door(base, "lists");
        for (String dataset : List.of("alpha", "beta", "gamma")) {
            insert("lists", dataset, "one", "sealed");
            insert("lists", dataset, "two", "rejected");
        }
        Door.Answer first = other.get("/v1/datasets?limit=2");
        assertThat(first.body().path("items").findValuesAsText("dataset")).contains("alpha", "beta");
        assertThat(first.body().at("/items/0/current/submission").asText()).isEqualTo("one");
        assertThat(first.body().at("/items/0/newest/state").asText()).isEqualTo("rejected");
        assertThat(first.body().at("/items/0/submissions").asInt()).isEqualTo(2);
        Door.Answer second = other.get(
                "/v1/datasets?limit=2&after=" + first.body().path("next").asText());
        assertThat(second.body().path("items")).hasSize(1);
        assertThat(second.body().has("next")).isFalse();
        Door.Answer one = other.get("/v1/datasets/alpha");
        assertThat(one.body().path("current").asText()).isEqualTo("one");
        assertThat(one.body().path("submissions")).hasSize(2);
        assertThat(door.get("/v1/datasets/alpha").code()).isEqualTo("UNKNOWN_DATASET");
    }

    @Test
    void rejectsAreReadPageByPageInTheOrderInWhichTheyWereFound() {
        Door other = new Door(base, "rejects");
        insert("rejects", "d", "s", "rejected");
        database.useTransaction(handle -> handle.execute("insert into rejected_row select 'rejects', 'd', 's', n, n,"
                + " 'prompt', 'v' || n, 'is missing' from generate_series(0, 4) n"));
        Door.Answer first = other.get("/v1/datasets/d/submissions/s/rejects?limit=3");
        assertThat(first.body().path("items").findValuesAsText("value")).containsExactly("v0", "v1", "v2");
        Door.Answer second = other.get("/v1/datasets/d/submissions/s/rejects?limit=3&after="
                + first.body().path("next").asText());
        assertThat(second.body().path("items").findValuesAsText("value")).containsExactly("v3", "v4");
        assertThat(other.get("/v1/datasets/d/submissions/s/rejects?after=!!").code())
                .isEqualTo("INVALID_CURSOR");
        assertThat(other.get("/v1/datasets/d/submissions/s/rejects?limit=0").code())
                .isEqualTo("INVALID_VALUE");
        assertThat(other.get("/v1/datasets/d/submissions/other/rejects").code()).isEqualTo("UNKNOWN_SUBMISSION");
    }

    private void insert(String tenant, String dataset, String submission, String state) {
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
}
