package dev.steerstream.e2e.launched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.Gateway;
import dev.steerstream.e2e.StateFolder;
import dev.steerstream.e2e.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** kill -9 of the gateway while it passes a batch on: whoever watches the batch sees it end, each request is on its topic and answered once. */
class KilledGatewayJourney {
    private static final int REQUESTS = 240;

    @Test
    void aBatchWhoseGatewayIsKilledLosesNothingAndDoublesNothing() throws IOException {
        LaunchedPlatform platform = LaunchedPlatform.shared();
        Path folder = Files.createDirectories(StateFolder.empty("killed-gateway"));
        Path requests = Files.write(folder.resolve("requests.jsonl"), lines());
        CompletableFuture<SteerCommand.Ended> create =
                CompletableFuture.supplyAsync(() -> platform.steer().run("batch", "create", requests.toString()));

        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> answered(platform.gateway()) >= 40);
        long before = answered(platform.gateway());
        assertThat(platform.service("gateway").destroyForcibly()).isTrue();
        assertThat(before).as("answered before the gateway was killed").isLessThan(REQUESTS);

        SteerCommand.Ended ended = create.join();
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        String batch = newest(platform.gateway()).path("id").asText();
        Path answers = folder.resolve("answers.jsonl");
        assertThat(platform.steer()
                        .run("batch", "results", batch, "--to", answers.toString())
                        .exitCode())
                .isZero();
        List<String> answeredIds = new ArrayList<>();
        for (String line : Files.readAllLines(answers)) {
            answeredIds.add(Gateway.JSON.readTree(line).path("custom_id").asText());
        }
        assertThat(answeredIds).hasSize(REQUESTS).doesNotHaveDuplicates();

        Topics topics = new Topics(platform.bootstrapServers());
        assertThat(eventsByRequest(topics, batch))
                .hasSize(REQUESTS)
                .allSatisfy((request, events) -> assertThat(events).as(request).hasSize(1));
        Map<String, Set<String>> results = topics.resultsByRequest();
        results.keySet().removeIf(request -> !request.startsWith(batch));
        assertThat(results)
                .hasSize(REQUESTS)
                .allSatisfy((request, bodies) -> assertThat(bodies).as(request).hasSize(1));
    }

    private static List<String> lines() {
        return IntStream.range(0, REQUESTS)
                .mapToObj(number -> "{\"custom_id\":\"line-" + number
                        + "\",\"method\":\"POST\",\"url\":\"/v1/completions\","
                        + "\"body\":{\"model\":\"base\",\"prompt\":\"Ticket " + number + "\",\"max_tokens\":2}}")
                .toList();
    }

    private static JsonNode newest(Gateway gateway) {
        return gateway.get("/v1/batches?limit=1").body().path("data").path(0);
    }

    private static long answered(Gateway gateway) {
        return newest(gateway).path("request_counts").path("completed").asLong();
    }

    /** The relay may send a record again, but as the same event. */
    private static Map<String, Set<String>> eventsByRequest(Topics topics, String batch) {
        Map<String, Set<String>> events = new HashMap<>();
        for (ConsumerRecord<String, byte[]> message : topics.read("generation-requests-batch")) {
            String request = Topics.json(message.value()).path("id").asText();
            if (!request.startsWith(batch)) continue;
            events.computeIfAbsent(request, ignored -> new TreeSet<>())
                    .add(new String(message.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
        }
        return events;
    }
}
