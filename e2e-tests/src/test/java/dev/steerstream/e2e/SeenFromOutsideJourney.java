package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.seen.SpanCollector.Seen;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One request as an operator sees it: its trace from the HTTP request to the answer, its log lines, and what no log may say. */
class SeenFromOutsideJourney {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String PROMPT = "Quokkas named Wilhelmina prefer eucalyptus";

    private static LocalPlatform platform;

    @BeforeAll
    static void aTracedRequestWasAnswered() throws Exception {
        platform = LocalPlatform.shared();
        HttpRequest request = HttpRequest.newBuilder(
                        platform.service("gateway").address().resolve("/v1/generations"))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=90")
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .timeout(Duration.ofSeconds(120))
                .POST(HttpRequest.BodyPublishers.ofString(Gateway.JSON.writeValueAsString(
                        Map.of("id", "seen-1", "prompt", PROMPT, "stream", true, "sampling", Map.of("max_tokens", 8)))))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Gateway.JSON.readTree(answer.body()).at("/receipt/trace_id").asText())
                .isEqualTo(TRACE);
    }

    @Test
    void oneTraceLinksTheHttpRequestItsRecordsTheDecoderAndTheResult() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(platform.spans().of(TRACE)).hasSizeGreaterThanOrEqualTo(2));
        Seen http = span("steerstream-gateway");
        Seen decoder = span("steerstream-decoder");
        assertThat(http.name()).isEqualTo("POST /v1/generations");
        assertThat(http.parent()).isEqualTo(CALLER);
        assertThat(http.attributes()).containsEntry("http.response.status_code", "200");
        assertThat(decoder.parent()).isEqualTo(http.span());
        assertThat(decoder.attributes())
                .containsEntry("steerstream.request", "seen-1")
                .containsEntry("messaging.destination.name", "generation-requests");

        assertThat(traceparents("generation-requests", "id"))
                .containsExactly("00-" + TRACE + "-" + http.span() + "-01");
        assertThat(traceparents("generation-results", "request"))
                .containsExactly("00-" + TRACE + "-" + decoder.span() + "-01");
        assertThat(traceparents("generation-tokens", "request"))
                .isNotEmpty()
                .containsOnly("00-" + TRACE + "-" + decoder.span() + "-01");
        assertThat(platform.spans().of(TRACE).toString()).doesNotContain("Wilhelmina");
    }

    private static Seen span(String service) {
        return platform.spans().of(TRACE).stream()
                .filter(span -> span.service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> traceparents(String topic, String idField) {
        return new Topics(platform.bootstrapServers())
                .read(topic).stream()
                        .filter(record -> isOurs(record, idField))
                        .map(record -> text(record.headers().lastHeader("traceparent")))
                        .toList();
    }

    /** Other journeys publish what is no JSON at all. */
    private static boolean isOurs(ConsumerRecord<String, byte[]> record, String idField) {
        try {
            return Gateway.JSON
                    .readTree(new String(record.value(), StandardCharsets.UTF_8))
                    .path(idField)
                    .asText()
                    .equals("seen-1");
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    private static String text(Header header) {
        return header == null ? "none" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Test
    void logsAreObjectsAndNeverHoldAPrompt() throws Exception {
        // A request that fails is the one that a service has something to say about.
        platform.gateway()
                .postAndWait(
                        "/v1/generations",
                        Map.of("id", "seen-2", "prompt", PROMPT, "sampling", Map.of("max_tokens", 8_000)),
                        Duration.ofSeconds(60));
        for (Map.Entry<String, ServiceProcess> service : platform.services().entrySet()) {
            String log = service.getValue().log();
            assertThat(log).as(service.getKey()).doesNotContain("Wilhelmina");
            List<String> objects =
                    log.lines().filter(line -> line.startsWith("{")).toList();
            assertThat(objects).as(service.getKey()).isNotEmpty();
            JsonNode last = Gateway.JSON.readTree(objects.get(objects.size() - 1));
            assertThat(last.fieldNames()).toIterable().contains("timestamp", "level", "loggerName", "message", "mdc");
        }
    }

    @Test
    void everyServiceTellsThatItHasStartedIsReadyAndLives() {
        platform.services().values().forEach(service -> assertThat(List.of("started", "ready", "live"))
                .allSatisfy(kind -> assertThat(service.health(kind)).isEqualTo(200)));
    }
}
