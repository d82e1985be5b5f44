package dev.steerstream.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import dev.steerstream.gateway.Door;
import dev.steerstream.gateway.GatewayParts;
import dev.steerstream.gateway.Log;
import dev.steerstream.gateway.topics.TopicTail;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The official Java client against models, chat completions and completions. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class ChatIT {
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
    private OpenAIClient client;
    private InstantDecoder decoder;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "c" + Integer.toHexString(test.getDisplayName().hashCode());
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

    private static ChatCompletionCreateParams.Builder chat(String prompt) {
        return ChatCompletionCreateParams.builder().model("base").addUserMessage(prompt);
    }

    private GenerationRequest request(int number) {
        return Contracts.read(
                GenerationRequest.class,
                new Log(bootstrap, prefix)
                        .read(
                                Topic.GENERATION_REQUESTS,
                                number,
                                message -> tenant.equals(Log.header(message, "ce_tenant")))
                        .get(number - 1)
                        .value());
    }

    @Test
    void aChatIsAnsweredWholeWithUsageAndReceipt() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("Say this")
                        .addSystemMessage("Be short.")
                        .addUserMessage("Say that")
                        .n(2)
                        .seed(5)
                        .temperature(0.5)
                        .topP(0.9)
                        .maxCompletionTokens(9)
                        .presencePenalty(0.5)
                        .frequencyPenalty(0.25)
                        .stopOfStrings(List.of("\n"))
                        .build());
        answer.validate();
        assertThat(answer.choices()).hasSize(2);
        assertThat(answer.choices().get(0).message().content()).hasValue("Say that 0");
        assertThat(answer.choices().get(1).finishReason().asString()).isEqualTo("length");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(11);
        assertThat(answer.id()).startsWith("chatcmpl-");
        assertThat(answer.model()).isEqualTo("base");
        Map<?, ?> receipt = answer._additionalProperties().get("steering").convert(Map.class);
        assertThat(receipt.get("weight_format")).isEqualTo("float32");
        GenerationRequest asked = request(1);
        assertThat(asked.id()).isEqualTo(answer.id());
        assertThat(asked.messages()).hasSize(3);
        assertThat(asked.sampling().maxTokens()).isEqualTo(9);
        assertThat(asked.sampling().seed()).isEqualTo(5);
        assertThat(asked.sampling().stop()).containsExactly("\n");
        assertThat(asked.sampling().presencePenalty()).isEqualTo(0.5);
        assertThat(door.get("/v1/generations/" + answer.id()).status()).isEqualTo(200);
    }

    @Test
    void streamedAndWholeAnswersAreEqual() {
        Random random = new Random(11);
        for (int round = 0; round < 12; round++) {
            String prompt = "say "
                    + random.ints(1 + random.nextInt(9), 0, WORDS.size())
                            .mapToObj(WORDS::get)
                            .collect(Collectors.joining(" "));
            ChatCompletionCreateParams params = chat(prompt)
                    .n(1 + random.nextInt(3))
                    .logprobs(round % 2 == 0)
                    .build();
            assertThat(streamed(params)).as(prompt).isEqualTo(whole(params));
            CompletionCreateParams raw = CompletionCreateParams.builder()
                    .model("base")
                    .prompt(prompt)
                    .n(1 + random.nextInt(3))
                    .build();
            Map<Long, String> pieces = new TreeMap<>();
            try (StreamResponse<Completion> chunks = client.completions().createStreaming(raw)) {
                chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .forEach(choice -> pieces.merge(choice.index(), choice.text(), String::concat));
            }
            assertThat(pieces)
                    .isEqualTo(client.completions().create(raw).choices().stream()
                            .collect(Collectors.toMap(choice -> choice.index(), choice -> choice.text())));
        }
    }

    private static final List<String> WORDS =
            List.of("a", "straße", "日本語", "👍🏽", "\n", "\"quoted\"", "data:", "é", "");

    private Map<Long, String> whole(ChatCompletionCreateParams params) {
        return client.chat().completions().create(params).choices().stream()
                .collect(Collectors.toMap(
                        choice -> choice.index(),
                        choice -> choice.message().content().orElseThrow()
                                + choice.finishReason().asString()
                                + choice.logprobs()
                                        .map(found -> found.content().orElseThrow())
                                        .map(List::size)
                                        .orElse(0)));
    }

    private Map<Long, String> streamed(ChatCompletionCreateParams params) {
        Map<Long, String> texts = new TreeMap<>();
        Map<Long, Integer> logprobs = new TreeMap<>();
        Map<Long, String> reasons = new TreeMap<>();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            chunks.stream()
                    .map(ChatCompletionChunk::validate)
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> {
                        texts.merge(choice.index(), choice.delta().content().orElse(""), String::concat);
                        choice.logprobs()
                                .ifPresent(found -> logprobs.merge(
                                        choice.index(),
                                        found.content().orElseThrow().size(),
                                        Integer::sum));
                        choice.finishReason().ifPresent(reason -> reasons.put(choice.index(), reason.asString()));
                    });
        }
        texts.replaceAll((index, text) -> text + reasons.get(index) + logprobs.getOrDefault(index, 0));
        return texts;
    }

    @Test
    void aStreamEndsWithItsUsageAndReceiptInOpenAisFraming() throws Exception {
        HttpResponse<Stream<String>> raw = HttpClient.newHttpClient()
                .send(
                        door.request("/v1/chat/completions")
                                .header("Content-Type", "application/json")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("""
                                    {"model": "base", "stream": true, "stream_options": {"include_usage": true},
                                     "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi you"}]}]}\
                                    """))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        assertThat(raw.statusCode()).isEqualTo(200);
        assertThat(raw.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        List<String> lines = raw.body().filter(line -> !line.isEmpty()).toList();
        assertThat(lines).allMatch(line -> line.startsWith("data: "));
        assertThat(lines.get(lines.size() - 1)).isEqualTo("data: [DONE]");
        JsonNode first = Contracts.mapper().readTree(lines.get(0).substring(6));
        assertThat(first.at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(first.at("/object").asText()).isEqualTo("chat.completion.chunk");
        assertThat(first.at("/choices/0").has("finish_reason")).isTrue();
        JsonNode last = Contracts.mapper().readTree(lines.get(lines.size() - 2).substring(6));
        assertThat(last.path("choices").size()).isZero();
        assertThat(last.at("/usage/prompt_tokens").asInt()).isEqualTo(7);
        assertThat(last.at("/steering/device").asText()).isEqualTo("cpu");
        ChatCompletionCreateParams withUsage = chat("x")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(withUsage)) {
            assertThat(chunks.stream().filter(chunk -> chunk.usage().isPresent()))
                    .hasSize(1);
        }
    }

    @Test
    void logprobsComeInEachEndpointsOwnShape() {
        ChatCompletion chat = client.chat()
                .completions()
                .create(chat("two words").logprobs(true).topLogprobs(1).build());
        var token = chat.choices()
                .get(0)
                .logprobs()
                .orElseThrow()
                .content()
                .orElseThrow()
                .get(0);
        assertThat(token.token()).isEqualTo("two ");
        assertThat(token.topLogprobs().get(0).logprob()).isEqualTo(-0.5);
        Completion raw = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("base")
                        .prompt("two words")
                        .logprobs(1)
                        .build());
        var logprobs = raw.choices().get(0).logprobs().orElseThrow();
        assertThat(logprobs.tokens().orElseThrow()).containsExactly("two ", "words", " 0");
        assertThat(logprobs.textOffset().orElseThrow()).containsExactly(0L, 4L, 9L);
        assertThat(request(2).sampling().maxTokens()).isEqualTo(16);
        assertThat(request(2).sampling().temperature()).isEqualTo(1);
    }

    @Test
    void streamedLogprobsAndExplanationsComeWithTheTextThatTheyBelongTo() throws Exception {
        ChatCompletionCreateParams params = chat("one two three")
                .logprobs(true)
                .topLogprobs(1)
                .putAdditionalBodyProperty("steering", JsonValue.from(Map.of("explain", 2)))
                .build();
        String id;
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> told = chunks.stream().toList();
            id = told.get(0).id();
            // A result that overtakes its chunks brings their text in one piece: what is said of tokens never runs
            // ahead of the text nor, for
            // log-probabilities, behind it.
            StringBuilder text = new StringBuilder();
            StringBuilder logprobs = new StringBuilder();
            StringBuilder explanations = new StringBuilder();
            for (ChatCompletionChunk chunk : told) {
                ChatCompletionChunk.Choice choice = chunk.choices().get(0);
                choice.delta().content().ifPresent(text::append);
                choice.logprobs()
                        .flatMap(found -> found.content())
                        .ifPresent(tokens -> tokens.forEach(token -> logprobs.append(token.token())));
                if (choice._additionalProperties().containsKey("explanations")) {
                    explained(choice._additionalProperties()).forEach(explanations::append);
                }
                assertThat(logprobs).hasToString(text.toString());
                assertThat(text).startsWith(explanations);
            }
            assertThat(text).hasToString("one two three 0");
            assertThat(explanations).hasToString("one two three 0");
            ChatCompletionChunk last = told.get(told.size() - 1);
            assertThat(receipt(last._additionalProperties()).get("explained")).isEqualTo(2);
        }
        assertThat(request(1).steering().explain()).isEqualTo(2);
        JsonNode read = door.get("/v1/generations/" + id).body();
        assertThat(read.at("/explanations/0/tokens/2/token").asText()).isEqualTo("three");
        assertThat(read.at("/explanations/0/tokens/2/warm_choice/token").asText())
                .isEqualTo("other");
        ChatCompletion whole = client.chat().completions().create(params);
        assertThat(explained(whole.choices().get(0)._additionalProperties()))
                .containsExactly("one ", "two ", "three", " 0");

        List<Integer> offsets = new ArrayList<>();
        try (StreamResponse<Completion> chunks = client.completions()
                .createStreaming(CompletionCreateParams.builder()
                        .model("base")
                        .prompt("two words")
                        .logprobs(1)
                        .build())) {
            chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.logprobs().stream())
                    .forEach(found ->
                            found.textOffset().orElseThrow().forEach(offset -> offsets.add(offset.intValue())));
        }
        assertThat(offsets).containsExactly(0, 4, 9);
        assertThat(refusal(chat("Hi").putAdditionalBodyProperty("steering", JsonValue.from(Map.of("explain", 21))))
                        .param())
                .hasValue("steering.explain");
    }

    private static Map<?, ?> receipt(Map<String, JsonValue> additional) {
        return additional.get("steering").convert(Map.class);
    }

    /** The tokens that are explained. */
    private static List<Object> explained(Map<String, JsonValue> additional) {
        List<?> explanations = additional.get("explanations").convert(List.class);
        return explanations.stream()
                .<Object>map(one -> ((Map<?, ?>) one).get("token"))
                .toList();
    }

    @Test
    void aTaskAnswersAsAModelSteeredAsAsked() {
        addTask("helper", 3);
        client.chat()
                .completions()
                .create(chat("Hi")
                        .model("helper")
                        .putAdditionalBodyProperty(
                                "steering",
                                JsonValue.from(Map.of("strength", -2.5, "confidence", 0.2, "rule", "delta")))
                        .build());
        GenerationRequest asked = request(1);
        assertThat(asked.task()).isEqualTo("helper");
        assertThat(asked.steering()).isEqualTo(new SteeringOptions(null, -2.5, 0.2, 3L, "delta", null));
        client.chat().completions().create(chat("Hi").model("helper@3").build());
        assertThat(request(2).steering()).isEqualTo(new SteeringOptions(null, null, null, 3L));
        OpenAIServiceException other = refusal(chat("Hi")
                .model("helper")
                .putAdditionalBodyProperty("steering", JsonValue.from(Map.of("rule", "log_ratio"))));
        assertThat(other.code()).hasValue("rule_not_calibrated");
        assertThat(other.param()).hasValue("steering.rule");
        assertThat(other.getMessage()).contains("strengths for delta only");
        List<Model> models = client.models().list().data();
        Model helper = models.stream()
                .filter(model -> model.id().equals("helper"))
                .findFirst()
                .orElseThrow();
        assertThat(helper._additionalProperties().get("parent").convert(String.class))
                .isEqualTo("test-model");
        assertThat(client.models().retrieve("helper@3").id()).isEqualTo("helper@3");
        assertThat(client.models().retrieve("base").ownedBy()).isEqualTo("steerstream");
        assertThatThrownBy(() -> client.models().retrieve("helper@4")).isInstanceOf(NotFoundException.class);
    }

    private void addTask(String task, long version) {
        String digest = "c".repeat(64);
        database.useTransaction(handle -> {
            handle.execute(
                    "insert into task (tenant, task, state, profile_version) values (?, ?, 'active', ?)",
                    tenant,
                    task,
                    version);
            handle.execute(
                    "insert into artefact (tenant, digest, kind, bytes, chunks) values (?, ?, 'adapter', 0, 0)",
                    tenant,
                    digest);
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, 'a', ?, '{}')",
                    tenant,
                    digest,
                    digest);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest,"
                            + " vector_digest, direction, estimator, strength, strength_low, strength_high, bounded,"
                            + " insufficient, confidence, profile, report) values (?, ?, ?, 'a', 'in_force', ?, ?,"
                            + " 'delta', 'optimal', -1, -2, 0, false, false, 0.1, cast(? as jsonb), '{}')",
                    tenant,
                    task,
                    version,
                    digest,
                    digest,
                    "{\"version\":" + version + ",\"model\":\"test-model\",\"direction\":\"delta\",\"strength\":-1,"
                            + "\"confidence\":0.1,\"adapter_digest\":\"" + digest + "\"}");
        });
    }

    private OpenAIServiceException refusal(ChatCompletionCreateParams.Builder params) {
        try {
            client.chat().completions().create(params.build());
        } catch (OpenAIServiceException refused) {
            return refused;
        }
        throw new AssertionError("nothing was refused");
    }

    @Test
    void whatIsNotSupportedOrUnknownIsRefusedByName() {
        refused("\"tools\": [{\"type\": \"function\"}]", "unsupported_parameter", "tools");
        refused("\"store\": true", "unsupported_parameter", "store");
        refused("\"reasoning_effort\": \"high\"", "unsupported_parameter", "reasoning_effort");
        refused("\"metadata\": {\"a\": \"b\"}", "unsupported_parameter", "metadata");
        refused("\"modalities\": [\"audio\"]", "unsupported_parameter", "modalities");
        refused("\"prompt_cache_key\": \"a\"", "unsupported_parameter", "prompt_cache_key");
        refused("\"tempreature\": 1", "unknown_parameter", "tempreature");
        refused("\"steering\": {\"strenght\": 1}", "unknown_parameter", "steering.strenght");
        refused("\"steering\": {\"mode\": \"hot\"}", "invalid_value", "steering.mode");
        refused("\"temperature\": \"hot\"", "invalid_type", "temperature");
        refused("\"temperature\": -1", "invalid_value", "temperature");
        refused("\"n\": 99", "invalid_value", "n");
        refused("\"max_completion_tokens\": 0", "invalid_value", "max_completion_tokens");
        refused("\"logit_bias\": {\"cat\": 1}", "invalid_value", "logit_bias");
        refused("\"stream_options\": {\"include_usage\": true}", "unsupported_parameter", "stream_options");
        refused("\"response_format\": {\"type\": \"xml\"}", "unsupported_parameter", "response_format.type");
        refused("\"response_format\": {\"type\": \"json_schema\"}", "invalid_value", "response_format.json_schema");
        Door.Answer tool = door.post(
                "/v1/chat/completions", "{\"model\":\"base\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}");
        assertThat(tool.body().at("/error/param").asText()).isEqualTo("messages.0.role");
        Door.Answer image = door.post(
                "/v1/chat/completions",
                "{\"model\":\"base\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}");
        assertThat(image.body().at("/error/param").asText()).isEqualTo("messages.0.content.0.type");
        Door.Answer broken = door.post("/v1/chat/completions", "{\"model\"");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.body().at("/error/code").asText()).isEqualTo("invalid_json");
        Door.Answer nowhere = door.get("/v1/files/../chat/nothing");
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(door.post("/v1/completions", "{\"model\":\"base\",\"prompt\":\"a\",\"echo\":true}")
                        .body()
                        .at("/error/param")
                        .asText())
                .isEqualTo("echo");
    }

    private void refused(String parameter, String code, String named) {
        Door.Answer answer = door.post(
                "/v1/chat/completions",
                "{\"model\":\"base\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + parameter + "}");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.body().at("/error/code").asText()).isEqualTo(code);
        assertThat(answer.body().at("/error/param").asText()).isEqualTo(named);
        assertThat(answer.body().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.body().at("/error/message").asText()).contains(named);
    }

    @Test
    void errorsHaveOpenAisShapeForItsClients() {
        OpenAIServiceException unknown = refusal(chat("Hi").model("gpt-4o"));
        assertThat(unknown).isInstanceOf(NotFoundException.class);
        assertThat(unknown.code()).hasValue("model_not_found");
        OpenAIServiceException failed = refusal(chat("please refuse"));
        assertThat(failed).isInstanceOf(BadRequestException.class);
        assertThat(failed.code()).hasValue("prompt_too_long");
        assertThatThrownBy(() -> streamed(chat("please refuse").build())).hasMessageContaining("too many tokens");
        assertThat(door.get("/v1/generations/none").raw().headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void theSameIdempotencyKeyIsTheSameRequest() {
        var params = chat("once").putAdditionalHeader("Idempotency-Key", "key 1");
        ChatCompletion first = client.chat().completions().create(params.build());
        ChatCompletion again = client.chat().completions().create(params.build());
        assertThat(again).isEqualTo(first);
        OpenAIServiceException other = refusal(chat("twice").putAdditionalHeader("Idempotency-Key", "key 1"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.code()).hasValue("conflict");
        assertThat(other.headers().values("x-should-retry")).containsExactly("false");
    }

    @Test
    void aClientThatClosesItsConnectionCancelsItsRequest() {
        CompletableFuture<HttpResponse<String>> whole = HttpClient.newHttpClient()
                .sendAsync(
                        body("{\"model\":\"base\",\"messages\":[{\"role\":\"user\",\"content\":\"never\"}]}"),
                        HttpResponse.BodyHandlers.ofString());
        String id = request(1).id();
        assertThat(door.get("/v1/generations/" + id).status()).isEqualTo(200);
        whole.cancel(true);
        cancelled(id);
        CompletableFuture<HttpResponse<Stream<String>>> streamed = HttpClient.newHttpClient()
                .sendAsync(
                        body(
                                "{\"model\":\"base\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"never\"}]}"),
                        HttpResponse.BodyHandlers.ofLines());
        streamed.join().body().close();
        cancelled(request(2).id());
        assertThat(new Log(bootstrap, prefix)
                        .read(Topic.GENERATION_CONTROLS, 2, message -> tenant.equals(Log.header(message, "ce_tenant"))))
                .hasSize(2);
    }

    private java.net.http.HttpRequest body(String json) {
        return door.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private void cancelled(String id) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        door.get("/v1/generations/" + id).body().path("state").asText())
                .isEqualTo("cancelled"));
    }

    @Test
    void aRequestPastItsDeadlineFailsInOpenAisShape() {
        OpenAIServiceException late = refusal(chat("never").putAdditionalHeader("X-Deadline", "1"));
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.code()).hasValue("expired");
    }
}
