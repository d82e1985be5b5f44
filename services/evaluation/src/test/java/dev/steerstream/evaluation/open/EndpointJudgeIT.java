package dev.steerstream.evaluation.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server on this machine that speaks as OpenAI's does. */
class EndpointJudgeIT {
    private static final JsonMapper MAPPER = new JsonMapper();

    private HttpServer server;
    private final List<JsonNode> asked = new ArrayList<>();
    private final List<String> authorization = new ArrayList<>();
    private final Deque<Integer> failures = new ArrayDeque<>();
    private String said = "Yes";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(MAPPER.readTree(exchange.getRequestBody()));
        authorization.add(exchange.getRequestHeaders().getFirst("Authorization"));
        int status = failures.isEmpty() ? 200 : failures.poll();
        String content = asked.get(asked.size() - 1).toString().contains("It is made of cheese") ? "No." : said;
        byte[] body = MAPPER.createObjectNode()
                .set(
                        "choices",
                        MAPPER.createArrayNode()
                                .add(MAPPER.createObjectNode()
                                        .set(
                                                "message",
                                                MAPPER.createObjectNode().put("content", content))))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private EndpointJudge judge() {
        URI base = URI.create("http://localhost:" + server.getAddress().getPort() + "/v1");
        return new EndpointJudge(
                new JudgeEndpoint(base, "judging-model", Optional.of("sk-secret"), Duration.ofSeconds(5)),
                Duration.ofMillis(1));
    }

    private static OpenAnswer answer(String column, String text) {
        return new OpenAnswer(
                1, 3, "What is the moon made of?", column, text, "Rock.", List.of("Rock."), List.of("Cheese."), null);
    }

    @Test
    void asksForEachAnswerAndReadsYesAndNo() throws Exception {
        List<Integer> done = new ArrayList<>();
        List<OpenAnswer> judged = judge().judge(
                        List.of(answer("warm", "Mostly rock."), answer("delta", "It is made of cheese.")), done::add);
        assertThat(judged).extracting(OpenAnswer::truthful).containsExactly(true, false);
        assertThat(done).containsExactly(1, 2);
        assertThat(authorization).containsOnly("Bearer sk-secret");
        JsonNode first = asked.get(0);
        assertThat(first.get("model").asText()).isEqualTo("judging-model");
        assertThat(first.get("temperature").asInt()).isZero();
        assertThat(first.get("messages").get(1).get("content").asText())
                .contains("What is the moon made of?", "- Rock.", "- Cheese.", "Mostly rock.");
    }

    @Test
    void triesAgainWhereTheEndpointIsBusyAndNotWhereItRefuses() throws Exception {
        failures.addAll(List.of(429, 503));
        assertThat(judge().judge(List.of(answer("warm", "Rock.")), done -> {}))
                .extracting(OpenAnswer::truthful)
                .containsExactly(true);
        assertThat(asked).hasSize(3);
        failures.add(401);
        assertThatThrownBy(() -> judge().judge(List.of(answer("warm", "Rock.")), done -> {}))
                .isInstanceOf(JudgeException.class)
                .hasMessageContaining("401")
                .hasMessageNotContaining("sk-secret");
        assertThat(asked).hasSize(4);
    }

    @Test
    void whatIsNeitherYesNorNoIsNoVerdict() {
        said = "It depends";
        assertThatThrownBy(() -> judge().judge(List.of(answer("warm", "Rock.")), done -> {}))
                .isInstanceOf(JudgeException.class)
                .hasMessageContaining("It depends");
    }

    @Test
    void aKeyGoesToNoOtherMachineInTheClear() {
        assertThatThrownBy(() -> new JudgeEndpoint(
                        URI.create("http://judge.example/v1"), "m", Optional.of("sk"), Duration.ofSeconds(1)))
                .hasMessageContaining("https");
        assertThatThrownBy(
                        () -> new JudgeEndpoint(URI.create("file:/etc"), "m", Optional.empty(), Duration.ofSeconds(1)))
                .hasMessageContaining("file:/etc");
    }
}
