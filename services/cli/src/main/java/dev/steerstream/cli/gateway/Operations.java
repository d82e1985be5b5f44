package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** What operators ask of the gateway. Fails as {@link GatewayClient} does. Safe for many threads. */
public final class Operations {
    /** The broker may take its time. */
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);

    private final GatewayClient client;

    Operations(GatewayClient client) {
        this.client = client;
    }

    /** Creates a key: {@code body} has name, scopes and all_tenants; the answer has its secret. */
    public JsonNode createKey(ObjectNode body) throws IOException, InterruptedException {
        return client.post("/v1/keys", body, Map.of(), GatewayClient.ANSWER_LIMIT);
    }

    /** All keys, without their secrets. */
    public JsonNode keys() throws IOException, InterruptedException {
        return client.all("/v1/keys", Map.of());
    }

    /** Revokes a key. */
    public JsonNode revokeKey(String key) throws IOException, InterruptedException {
        return delete("/v1/keys/" + GatewayClient.segment(key));
    }

    /** Dead letters, newest first, at most {@code most}; {@code filter} has state, reason and topic. */
    public JsonNode deadLetters(Map<String, String> filter, int most) throws IOException, InterruptedException {
        return client.first(most, "/v1/dead-letters", filter);
    }

    /** One dead letter with its body. */
    public JsonNode deadLetter(String letter) throws IOException, InterruptedException {
        return client.get("/v1/dead-letters/" + GatewayClient.segment(letter));
    }

    /** @param verb redrive or discard; {@code choice} has ids, or reason and topic, and dry_run */
    public JsonNode settle(String verb, JsonNode choice) throws IOException, InterruptedException {
        return client.post("/v1/dead-letters/" + verb, choice, Map.of(), SETTLE_LIMIT);
    }

    /** The installation's groups. */
    public JsonNode groups() throws IOException, InterruptedException {
        return client.send(
                client.request("/v1/groups").timeout(SETTLE_LIMIT).GET().build());
    }

    /** One group with its members and partitions. */
    public JsonNode group(String group) throws IOException, InterruptedException {
        return client.get("/v1/groups/" + GatewayClient.segment(group));
    }

    /** Takes a task's profile out of force. */
    public JsonNode retire(String task, JsonNode body) throws IOException, InterruptedException {
        return client.post(
                "/v1/tasks/" + GatewayClient.segment(task) + "/retire", body, Map.of(), GatewayClient.ANSWER_LIMIT);
    }

    /** Starts an adaptation that failed once more. */
    public JsonNode retry(String adaptation) throws IOException, InterruptedException {
        return client.post(
                "/v1/adaptations/" + GatewayClient.segment(adaptation) + "/retry",
                JsonNodeFactory.instance.objectNode(),
                Map.of(),
                GatewayClient.ANSWER_LIMIT);
    }

    /** Ends a submission whose rows others have published. */
    public JsonNode seal(String dataset, String submission, JsonNode body) throws IOException, InterruptedException {
        return client.post(
                "/v1/datasets/" + GatewayClient.segment(dataset) + "/submissions/" + GatewayClient.segment(submission)
                        + "/seal",
                body,
                Map.of(),
                GatewayClient.ANSWER_LIMIT);
    }

    /** Deletes a task. */
    public JsonNode deleteTask(String task) throws IOException, InterruptedException {
        return delete("/v1/tasks/" + GatewayClient.segment(task));
    }

    /** Deletes a dataset. */
    public JsonNode deleteDataset(String dataset) throws IOException, InterruptedException {
        return delete("/v1/datasets/" + GatewayClient.segment(dataset));
    }

    private JsonNode delete(String path) throws IOException, InterruptedException {
        return client.send(client.request(path)
                .timeout(GatewayClient.ANSWER_LIMIT)
                .DELETE()
                .build());
    }
}
