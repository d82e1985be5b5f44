package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The evaluations of one task at the gateway; throws what {@link GatewayClient} does. Safe for many threads. */
public final class Evaluations {
    private final GatewayClient client;
    private final String task;
    private final String path;

    Evaluations(GatewayClient client, String task) {
        this.client = client;
        this.task = task;
        this.path = "/v1/tasks/" + GatewayClient.segment(task) + "/evaluations";
    }

    String task() {
        return task;
    }

    /** Starts one: {@code body} has evaluation, profile_version, dataset, submission and settings, none of them needed. */
    public JsonNode start(JsonNode body) throws IOException, InterruptedException {
        return client.post(path, body, Map.of(), GatewayClient.ANSWER_LIMIT);
    }

    /** Its state, progress, failure and measures. */
    public JsonNode one(String evaluation) throws IOException, InterruptedException {
        return client.get(path(evaluation));
    }

    /** The newest, or empty where there is none. */
    public Optional<JsonNode> newest() throws IOException, InterruptedException {
        JsonNode newest = client.get(path + GatewayClient.query(Map.of("limit", "1")));
        return Optional.ofNullable(newest.path("items").get(0));
    }

    /** The report page of one that has succeeded. */
    public byte[] report(String evaluation) throws IOException, InterruptedException {
        return document(evaluation, "/report", "text/html");
    }

    /** What each strength does to every measure, of one that has succeeded. */
    public byte[] doseResponse(String evaluation) throws IOException, InterruptedException {
        return document(evaluation, "/dose-response", "application/json");
    }

    private byte[] document(String evaluation, String name, String type) throws IOException, InterruptedException {
        HttpRequest request = client.request(path(evaluation) + name)
                .setHeader("Accept", type + ", application/problem+json")
                .timeout(GatewayClient.ANSWER_LIMIT)
                .GET()
                .build();
        return client.exchange(
                request, HttpResponse.BodyHandlers.ofByteArray(), bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** Asks for one to end. */
    public JsonNode cancel(String evaluation) throws IOException, InterruptedException {
        return client.post(
                path(evaluation) + "/cancel",
                JsonNodeFactory.instance.objectNode(),
                Map.of(),
                GatewayClient.ANSWER_LIMIT);
    }

    private String path(String evaluation) {
        return path + "/" + GatewayClient.segment(evaluation);
    }
}
