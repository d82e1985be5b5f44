package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every journey does on the way to its point: publish, adapt, wait. */
public final class Adaptations {

    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

    private final Gateway gateway;

    public Adaptations(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Publishes rows and waits for the seal. */
    public JsonNode seal(String dataset, String submission, List<Map<String, Object>> rows) {
        assertThat(gateway.publish(dataset, submission, rows).status()).isEqualTo(202);
        return awaitSubmission(dataset, submission, "sealed");
    }

    public JsonNode awaitSubmission(String dataset, String submission, String state) {
        String path = "/v1/datasets/" + dataset + "/submissions/" + submission;
        return await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> gateway.get(path).body(),
                        body -> body.path("state").asText().equals(state));
    }

    /** Starts an adaptation of short steps; {@code warmStart} overrides. */
    public void start(String task, String adaptation, String dataset, Map<String, Object> warmStart) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("max_steps", 6, "batch_size", 2, "learning_rate", 2e-4, "checkpoint_every_steps", 3, "seed", 7));
        settings.putAll(warmStart);
        Gateway.Answer answer = gateway.post(
                "/v1/tasks/" + task + "/adaptations",
                Map.of("adaptation", adaptation, "dataset", dataset, "warm_start", settings));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
    }

    public JsonNode get(String adaptation) {
        return gateway.get("/v1/adaptations/" + adaptation).body();
    }

    /** Waits for the end, whatever it is. */
    public JsonNode awaitEnd(String adaptation) {
        return await().atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> get(adaptation),
                        body -> ENDED.contains(body.path("state").asText()));
    }

    public JsonNode awaitSuccess(String adaptation) {
        JsonNode ended = awaitEnd(adaptation);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("succeeded");
        return ended;
    }

    public JsonNode awaitStep(String adaptation, long step) {
        return await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> get(adaptation),
                        body -> body.path("progress").path("phase").asText().equals("training")
                                && body.path("progress").path("done").asLong() >= step);
    }
}
