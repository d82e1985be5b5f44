package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.models.Model;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with the official client for Java on the real platform, whose decoder computes; the gateway's own tests hold the details. */
class OpenAiJavaClientJourney {
    private static OpenAIClient client;

    @BeforeAll
    static void open() {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(LocalPlatform.shared().gateway().address() + "/v1")
                .apiKey("none")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void close() {
        client.close();
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder()
                .model("base")
                .addUserMessage("Name three colours.")
                .maxCompletionTokens(12)
                .seed(7);
    }

    @Test
    void streamedAndWholeAnswersAreEqualAndCarryTheReceipt() {
        assertThat(client.models().list().data()).extracting(Model::id).isNotEmpty();
        ChatCompletion whole =
                client.chat().completions().create(chat().build()).validate();
        String streamed;
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(chat().build())) {
            streamed = chunks.stream()
                    .map(ChatCompletionChunk::validate)
                    .flatMap(chunk -> chunk.choices().stream())
                    .map(choice -> choice.delta().content().orElse(""))
                    .collect(Collectors.joining());
        }
        assertThat(streamed)
                .isNotEmpty()
                .isEqualTo(whole.choices().get(0).message().content().orElseThrow());
        assertThat(whole.usage().orElseThrow().completionTokens()).isBetween(1L, 12L);
        assertThat(whole._additionalProperties().get("steering").toString()).contains("model_digest");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat().maxCompletionTokens(-1).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("max_completion_tokens");
    }

    @Test
    void aBatchOfAFileIsAnsweredLineByLine(@TempDir Path folder) throws Exception {
        Path lines = folder.resolve("lines.jsonl");
        Files.writeString(
                lines,
                IntStream.range(0, 3)
                        .mapToObj(
                                i -> "{\"custom_id\":\"java-" + i
                                        + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                                        + "{\"model\":\"base\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}}")
                        .collect(Collectors.joining("\n")));
        FileObject input = client.files()
                .create(FileCreateParams.builder()
                        .file(lines)
                        .purpose(FilePurpose.BATCH)
                        .build());
        Batch batch = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());

        Batch ended = await().atMost(Duration.ofMinutes(2))
                .until(() -> client.batches().retrieve(batch.id()), now -> List.of("completed", "failed", "expired")
                        .contains(now.status().asString()));

        assertThat(ended.status().asString()).isEqualTo("completed");
        assertThat(ended.requestCounts().orElseThrow().completed()).isEqualTo(3);
        try (HttpResponse output = client.files().content(ended.outputFileId().orElseThrow())) {
            assertThat(new String(output.body().readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSize(3)
                    .allMatch(line -> line.contains("\"status_code\":200"));
        }
    }
}
