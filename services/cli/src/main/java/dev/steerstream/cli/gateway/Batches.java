package dev.steerstream.cli.gateway;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** Batches and their files at the gateway, as OpenAI names them; throws what {@link GatewayClient} does. Safe for many threads. */
public final class Batches {
    private static final Duration TRANSFER_LIMIT = Duration.ofHours(1);
    private static final Set<String> ENDED = Set.of("completed", "failed", "expired", "cancelled");

    private final GatewayClient client;

    Batches(GatewayClient client) {
        this.client = client;
    }

    /** Sends a file of requests, a line each, piece by piece. */
    public JsonNode upload(Path file) throws IOException, InterruptedException {
        String boundary = "steer-" + UUID.randomUUID();
        BodyPublisher form = BodyPublishers.concat(
                BodyPublishers.ofString(
                        "--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--"
                                + boundary
                                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"requests.jsonl\"\r\n"
                                + "Content-Type: application/jsonl\r\n\r\n"),
                BodyPublishers.ofFile(file),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        return client.send(client.request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .timeout(TRANSFER_LIMIT)
                .POST(form)
                .build());
    }

    /** Starts one: {@code body} has input_file_id, endpoint and completion_window. */
    public JsonNode start(ObjectNode body) throws IOException, InterruptedException {
        return client.post("/v1/batches", body, Map.of(), GatewayClient.ANSWER_LIMIT);
    }

    /** The newest. */
    public JsonNode list(int limit) throws IOException, InterruptedException {
        return client.get("/v1/batches?limit=" + limit);
    }

    /** How far it is, and its files once it has ended. */
    public JsonNode one(String batch) throws IOException, InterruptedException {
        return client.get("/v1/batches/" + GatewayClient.segment(batch));
    }

    /** Asks for its end. */
    public JsonNode cancel(String batch) throws IOException, InterruptedException {
        return client.post(
                "/v1/batches/" + GatewayClient.segment(batch) + "/cancel",
                JsonNodeFactory.instance.objectNode(),
                Map.of(),
                GatewayClient.ANSWER_LIMIT);
    }

    /** Writes a file's bytes as they come. */
    public void download(String file, Path to) throws IOException, InterruptedException {
        HttpRequest request = client.request("/v1/files/" + GatewayClient.segment(file) + "/content")
                .setHeader("Accept", "application/octet-stream, application/json")
                .timeout(TRANSFER_LIMIT)
                .GET()
                .build();
        // What is no good answer has no file to go to.
        HttpResponse.BodyHandler<String> handler = answer -> answer.statusCode() / 100 == 2
                ? BodySubscribers.mapping(BodySubscribers.ofFile(to, CREATE, WRITE, TRUNCATE_EXISTING), Path::toString)
                : BodySubscribers.ofString(StandardCharsets.UTF_8);
        client.exchange(request, handler, refusal -> refusal);
    }

    /**
     * Shows {@code watcher} every state until the batch ends, and returns the last.
     *
     * @throws TimeoutException where it has not ended at the limit; it goes on
     */
    public JsonNode follow(String batch, Duration limit, Adaptation.Watcher watcher)
            throws IOException, InterruptedException, TimeoutException {
        return Adaptation.follow(
                () -> one(batch),
                Batches::ended,
                limit,
                now -> watcher.seen(progress(now)),
                "batch " + batch,
                whatNext(batch));
    }

    public static boolean ended(JsonNode batch) {
        return ENDED.contains(batch.path("status").asText());
    }

    /** What a user can do about one that goes on. */
    public static String whatNext(String batch) {
        return "see steer batch watch " + batch + ", or end it with steer batch cancel " + batch;
    }

    /** A batch as whoever watches work sees it. */
    private static JsonNode progress(JsonNode batch) {
        JsonNode counts = batch.path("request_counts");
        ObjectNode seen = JsonNodeFactory.instance.objectNode();
        seen.put("state", batch.path("status").asText());
        seen.putObject("progress")
                .put("phase", "answered")
                .put(
                        "done",
                        counts.path("completed").asLong()
                                + counts.path("failed").asLong())
                .put("total", counts.path("total").asLong());
        return seen;
    }
}
