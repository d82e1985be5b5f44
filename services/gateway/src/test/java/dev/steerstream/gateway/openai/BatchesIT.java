package dev.steerstream.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.steerstream.gateway.Door;
import dev.steerstream.gateway.GatewayParts;
import dev.steerstream.gateway.topics.TopicTail;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client against files and batches. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class BatchesIT {
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

    @TempDir
    Path folder;

    private String tenant;
    private Door door;
    private OpenAIClient client;
    private InstantDecoder decoder;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "b" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(base.resolve("/v1").toString())
                .apiKey("none")
                .putHeader("X-Tenant", tenant)
                .maxRetries(0)
                .build();
        assertThat(tail.positioned(Duration.ofSeconds(30))).isTrue();
        decoder = new InstantDecoder(bootstrap, prefix, database, tenant);
    }

    @AfterEach
    void closeTheDoor() throws Exception {
        client.close();
        decoder.close();
    }

    private FileObject upload(String name, byte[] content, FilePurpose purpose) throws Exception {
        Path file = Files.write(folder.resolve(name), content);
        return client.files()
                .create(FileCreateParams.builder().file(file).purpose(purpose).build());
    }

    private FileObject upload(List<String> lines) throws Exception {
        return upload("input.jsonl", String.join("\n", lines).getBytes(StandardCharsets.UTF_8), FilePurpose.BATCH);
    }

    private byte[] content(String file) throws Exception {
        try (HttpResponse content = client.files().content(file)) {
            return content.body().readAllBytes();
        }
    }

    private List<JsonNode> lines(String file) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(content(file), StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) lines.add(Contracts.mapper().readTree(line));
        }
        return lines;
    }

    private Batch start(FileObject input) {
        return client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
    }

    private Batch ended(Batch batch) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(batch.id()), now -> List.of(
                                "completed", "failed", "cancelled", "expired")
                        .contains(now.status().asString()));
    }

    private static String line(String id, String prompt) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + "{\"model\":\"base\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}}";
    }

    @Test
    void aClientThatDeletesWhatItListsReachesTheEnd() throws Exception {
        for (int i = 0; i < 5; i++) upload("f" + i, new byte[] {1, (byte) i}, FilePurpose.BATCH);
        List<String> deleted = new ArrayList<>();
        for (FileObject file :
                client.files().list(FileListParams.builder().limit(2).build()).autoPager()) {
            client.files().delete(file.id());
            deleted.add(file.filename());
        }
        assertThat(deleted).containsExactly("f4", "f3", "f2", "f1", "f0");
        for (String list : List.of("/v1/files", "/v1/batches", "/v1/fine_tuning/jobs")) {
            Door.Answer nowhere = door.get(list + "?after=file-" + "f".repeat(32));
            assertThat(nowhere.status()).as(list).isEqualTo(400);
            assertThat(nowhere.body().at("/error/param").asText()).isEqualTo("after");
            assertThat(nowhere.body().at("/error/code").asText()).isEqualTo("invalid_value");
        }
    }

    @Test
    void aFileIsStoredListedReadAndDeleted() throws Exception {
        byte[] bytes = new byte[3 * 1024 * 1024 + 17];
        new Random(3).nextBytes(bytes);
        FileObject stored = upload("some data.bin", bytes, FilePurpose.USER_DATA);
        stored.validate();
        assertThat(stored.bytes()).isEqualTo(bytes.length);
        assertThat(stored.filename()).isEqualTo("some data.bin");
        assertThat(content(stored.id())).isEqualTo(bytes);
        assertThat(door.get("/v1/files/" + stored.id() + "/content", "Accept", "application/binary")
                        .status())
                .isEqualTo(200);
        FileObject twin = upload("twin.bin", bytes, FilePurpose.USER_DATA);
        assertThat(client.files()
                        .list(FileListParams.builder().limit(1).build())
                        .autoPager())
                .extracting(FileObject::id)
                .containsExactly(twin.id(), stored.id());
        client.files().delete(twin.id());
        assertThat(content(stored.id())).isEqualTo(bytes);
        assertThat(client.files().delete(stored.id()).deleted()).isTrue();
        assertThatThrownBy(() -> client.files().retrieve(stored.id())).isInstanceOf(NotFoundException.class);
        assertThat(database.<Integer>read(
                        handle -> handle.createQuery("select count(*) from artefact where tenant = :tenant")
                                .bind("tenant", tenant)
                                .mapTo(Integer.class)
                                .one()))
                .isZero();
        assertThat(new Door(base, "someone-else")
                        .get("/v1/files/" + stored.id())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anUploadThatBreaksARuleIsRefusedByName() {
        assertThatThrownBy(() -> upload("a.png", new byte[] {1}, FilePurpose.VISION))
                .hasMessageContaining("purpose");
        assertThatThrownBy(() -> upload("a.txt", new byte[0], FilePurpose.BATCH))
                .hasMessageContaining("file");
    }

    @Test
    void everyLineOfABatchIsAnsweredInTheOutputOrTheErrorFile() throws Exception {
        List<String> lines = new ArrayList<>(IntStream.range(0, 80)
                .mapToObj(i -> line("item-" + i, "number " + i))
                .toList());
        lines.set(7, line("item-7", "please refuse"));
        lines.set(9, line("item-9", "x").replace("\"model\":\"base\"", "\"model\":\"nobody\""));
        lines.set(11, line("item-11", "x").replace("\"messages\"", "\"tools\":[1],\"messages\""));
        FileObject input = upload(lines);
        Batch batch = ended(start(input));
        assertThat(batch.status().asString()).isEqualTo("completed");
        assertThat(batch.requestCounts().orElseThrow().total()).isEqualTo(80);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(77);
        assertThat(batch.requestCounts().orElseThrow().failed()).isEqualTo(3);
        List<JsonNode> answers = lines(batch.outputFileId().orElseThrow());
        assertThat(answers).hasSize(77);
        JsonNode first = answers.get(0);
        assertThat(first.path("custom_id").asText()).isEqualTo("item-0");
        assertThat(first.at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(first.at("/response/body/choices/0/message/content").asText())
                .isEqualTo("number 0 0");
        assertThat(first.at("/response/body/object").asText()).isEqualTo("chat.completion");
        List<JsonNode> errors = lines(batch.errorFileId().orElseThrow());
        assertThat(errors)
                .extracting(line -> line.at("/response/body/error/code").asText())
                .containsExactly("prompt_too_long", "model_not_found", "unsupported_parameter");
        assertThat(client.files()
                        .retrieve(batch.outputFileId().orElseThrow())
                        .purpose()
                        .asString())
                .isEqualTo("batch_output");
    }

    @Test
    void aFileThatIsNoBatchFailsWithItsLines() throws Exception {
        List<String> lines = List.of(
                line("a", "x"),
                "not json",
                line("a", "y"),
                line("b", "x").replace("/v1/chat/completions", "/v1/embeddings"));
        Batch batch = ended(start(upload(lines)));
        assertThat(batch.status().asString()).isEqualTo("failed");
        assertThat(batch.errors().orElseThrow().data().orElseThrow())
                .extracting(
                        error -> error.code().orElseThrow() + " " + error.line().orElseThrow())
                .containsExactlyInAnyOrder("invalid_json_line 2", "duplicate_custom_id 3", "mismatched_endpoint 4");
    }

    @Test
    void aCancelledBatchKeepsWhatWasAnsweredAndCancelsTheRest() throws Exception {
        List<String> lines = new ArrayList<>(List.of(line("quick", "now")));
        IntStream.range(0, 40).forEach(i -> lines.add(line("slow-" + i, "never " + i)));
        FileObject input = upload(lines);
        Batch batch = start(input);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.batches()
                                .retrieve(batch.id())
                                .requestCounts()
                                .orElseThrow()
                                .completed()
                        == 1);
        // At most 32 of a batch lie with the decoders at a time.
        assertThat(count("select count(*) from batch_item where tenant = :tenant and state = 'asked'"))
                .isLessThanOrEqualTo(32);
        assertThatThrownBy(() -> client.files().delete(input.id())).hasMessageContaining("read by a batch");
        assertThat(client.batches().cancel(batch.id()).status().asString()).isEqualTo("cancelling");
        Batch over = ended(batch);
        assertThat(over.status().asString()).isEqualTo("cancelled");
        assertThat(lines(over.outputFileId().orElseThrow())).hasSize(1);
        assertThat(lines(over.errorFileId().orElseThrow()))
                .hasSize(40)
                .allMatch(line -> line.at("/error/code").asText().equals("batch_cancelled"));
        assertThat(count("select count(*) from generation where tenant = :tenant and state = 'running'"))
                .isZero();
    }

    @Test
    void aBatchPastItsWindowExpiresWithWhatItHas() throws Exception {
        Batch batch = start(upload(List.of(line("quick", "now"), line("slow", "never"))));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.batches()
                                .retrieve(batch.id())
                                .requestCounts()
                                .orElseThrow()
                                .completed()
                        == 1);
        database.useTransaction(
                handle -> handle.execute("update batch set expires_at = now() where tenant = ?", tenant));
        Batch over = ended(batch);
        assertThat(over.status().asString()).isEqualTo("expired");
        assertThat(lines(over.errorFileId().orElseThrow())
                        .get(0)
                        .at("/error/code")
                        .asText())
                .isEqualTo("batch_expired");
    }

    /** As after a kill: the lease has run out, and some lines lie with the decoders. */
    @Test
    void aBatchGoesOnWhereAGatewayThatDiedLeftIt() throws Exception {
        List<String> lines = IntStream.range(0, 50)
                .mapToObj(i -> line("item-" + i, "number " + i))
                .toList();
        Batch batch = start(upload(lines));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        count("select count(*) from batch_item where tenant = :tenant and state <> 'waiting'") > 0);
        database.useTransaction(handle -> handle.execute(
                "update batch set fence = fence + 1, lease_owner = 'a gateway that died',"
                        + " lease_expires_at = now() + interval '1 second' where tenant = ? and ended_at is null",
                tenant));
        Batch over = ended(batch);
        assertThat(over.status().asString()).isEqualTo("completed");
        assertThat(lines(over.outputFileId().orElseThrow()))
                .extracting(line -> line.path("custom_id").asText())
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(i -> "item-" + i).toList());
        assertThat(count("select count(*) from generation where tenant = :tenant"))
                .isEqualTo(50);
    }

    private int count(String query) {
        return database.read(handle -> handle.createQuery(query)
                .bind("tenant", tenant)
                .mapTo(Integer.class)
                .one());
    }
}
