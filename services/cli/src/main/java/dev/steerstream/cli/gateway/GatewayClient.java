package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The gateway's HTTP interface. Safe for many threads.
 *
 * <p>Every method throws {@link ProblemException} where the gateway answers with an error, {@link
 * GatewayUnreachableException} where nothing answers, and {@link java.net.http.HttpTimeoutException} where it takes too
 * long.
 */
public final class GatewayClient {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(10);
    /** How much longer than the gateway's own waiting we wait for its answer. */
    private static final Duration WAIT_MARGIN = Duration.ofSeconds(10);
    /** The most entries that the gateway gives at once. */
    private static final int PAGE = 500;

    private static final int MOST_PAGES = 1_000;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final URI gateway;
    private final String tenant;
    private final String key;

    /**
     * @param gateway such as {@code http://127.0.0.1:8080}
     * @param tenant on whose behalf; null for that of the key
     * @param key the API key; null where the gateway asks for none
     */
    public GatewayClient(URI gateway, String tenant, String key) {
        this.gateway = gateway;
        this.tenant = tenant;
        this.key = key;
    }

    /**
     * Uploads a file of rows, JSON Lines or one JSON array, as a new submission; {@code parameters} are submission, split_seed, truncation.
     */
    public JsonNode publish(String dataset, Path file, Map<String, String> parameters)
            throws IOException, InterruptedException {
        try (RowLines rows = RowLines.of(file)) {
            HttpRequest request = request("/v1/datasets/" + segment(dataset) + "/submissions" + query(parameters))
                    .header("Content-Type", "application/jsonl")
                    .timeout(UPLOAD_LIMIT)
                    .POST(HttpRequest.BodyPublishers.ofFile(rows.file()))
                    .build();
            return send(request);
        }
    }

    /** All datasets. */
    public JsonNode datasets() throws IOException, InterruptedException {
        return all("/v1/datasets", Map.of());
    }

    /** A dataset's submissions. */
    public JsonNode dataset(String dataset) throws IOException, InterruptedException {
        return get("/v1/datasets/" + segment(dataset));
    }

    /** One submission's state. */
    public JsonNode submission(String dataset, String submission) throws IOException, InterruptedException {
        return get("/v1/datasets/" + segment(dataset) + "/submissions/" + segment(submission));
    }

    /** The bad rows of a rejected submission, from the first. */
    public JsonNode rejects(String dataset, String submission, int limit) throws IOException, InterruptedException {
        return first(
                limit,
                "/v1/datasets/" + segment(dataset) + "/submissions/" + segment(submission) + "/rejects",
                Map.of());
    }

    /** Starts an adaptation: {@code body} has dataset, submission, warm_start and calibration. */
    public JsonNode adapt(String task, JsonNode body) throws IOException, InterruptedException {
        return post("/v1/tasks/" + segment(task) + "/adaptations", body, Map.of(), ANSWER_LIMIT);
    }

    /** The decoders that run, each with its base model and weight format. */
    public JsonNode decoders() throws IOException, InterruptedException {
        return get("/v1/decoders");
    }

    /** All tasks. */
    public JsonNode tasks() throws IOException, InterruptedException {
        return all("/v1/tasks", Map.of());
    }

    /** A task with its profile in force and that profile's report. */
    public JsonNode task(String task) throws IOException, InterruptedException {
        return get("/v1/tasks/" + segment(task));
    }

    /** A task's adaptations, the newest first. */
    public JsonNode adaptations(String task) throws IOException, InterruptedException {
        return all("/v1/adaptations", Map.of("task", task));
    }

    /** A task's newest adaptation, or empty where it has none. */
    public Optional<JsonNode> newestAdaptation(String task) throws IOException, InterruptedException {
        JsonNode newest = get("/v1/adaptations" + query(Map.of("task", task, "limit", "1")));
        return Optional.ofNullable(newest.path("items").get(0));
    }

    /** An adaptation's state, progress, failure and profile. */
    public JsonNode adaptation(String adaptation) throws IOException, InterruptedException {
        return get("/v1/adaptations/" + segment(adaptation));
    }

    /** A version of a task's profile with its adapter, as a zip. */
    public byte[] exportProfile(String task, long version) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/tasks/" + segment(task) + "/profiles/" + version + "/export")
                .setHeader("Accept", "application/zip, application/problem+json")
                .timeout(UPLOAD_LIMIT)
                .GET()
                .build();
        return exchange(
                request, HttpResponse.BodyHandlers.ofByteArray(), bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** Sends an exported profile; the answer is the adaptation under which it is stored. {@code id} may be null. */
    public JsonNode importProfile(String task, String id, byte[] zip) throws IOException, InterruptedException {
        Map<String, String> parameters = id == null ? Map.of() : Map.of("adaptation", id);
        return send(request("/v1/tasks/" + segment(task) + "/profiles" + query(parameters))
                .header("Content-Type", "application/zip")
                .timeout(UPLOAD_LIMIT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(zip))
                .build());
    }

    /** A task's newest ramp and how its arms compare. */
    public JsonNode ramp(String task) throws IOException, InterruptedException {
        return get("/v1/tasks/" + segment(task) + "/ramp");
    }

    /** Begins or ends a ramp: {@code body} has version and share. */
    public JsonNode ramp(String task, JsonNode body) throws IOException, InterruptedException {
        return post("/v1/tasks/" + segment(task) + "/ramp", body, Map.of(), ANSWER_LIMIT);
    }

    /** Puts a version in force: {@code body} has version. */
    public JsonNode promote(String task, JsonNode body) throws IOException, InterruptedException {
        return post("/v1/tasks/" + segment(task) + "/promote", body, Map.of(), ANSWER_LIMIT);
    }

    /** Starts a replay: {@code body} has profile_version and since. */
    public JsonNode replay(String task, JsonNode body) throws IOException, InterruptedException {
        return post("/v1/tasks/" + segment(task) + "/replays", body, Map.of(), UPLOAD_LIMIT);
    }

    /** How far a replay is, and its report once it has ended. */
    public JsonNode replay(String task, String replay) throws IOException, InterruptedException {
        return get("/v1/tasks/" + segment(task) + "/replays/" + segment(replay));
    }

    /** The first requests of a replay whose answer changed. */
    public JsonNode changedAnswers(String task, String replay, int limit) throws IOException, InterruptedException {
        return get("/v1/tasks/" + segment(task) + "/replays/" + segment(replay) + "/items?changed=true&limit=" + limit);
    }

    /** Asks for a replay to end. */
    public JsonNode cancelReplay(String task, String replay) throws IOException, InterruptedException {
        return post(
                "/v1/tasks/" + segment(task) + "/replays/" + segment(replay) + "/cancel",
                MAPPER.createObjectNode(),
                Map.of(),
                ANSWER_LIMIT);
    }

    /** Asks for an adaptation to end. */
    public JsonNode cancel(String adaptation) throws IOException, InterruptedException {
        return post(
                "/v1/adaptations/" + segment(adaptation) + "/cancel",
                MAPPER.createObjectNode(),
                Map.of(),
                ANSWER_LIMIT);
    }

    /** The evaluations of a task. */
    public Evaluations evaluations(String task) {
        return new Evaluations(this, task);
    }

    /** Sends a generation request and returns at once; the answer names its id. */
    public JsonNode generate(JsonNode body) throws IOException, InterruptedException {
        return post("/v1/generations", body, Map.of(), ANSWER_LIMIT);
    }

    /** Sends a generation request and waits: the result, or, where it takes longer, what {@link #generate} returns. */
    public JsonNode generate(JsonNode body, Duration wait) throws IOException, InterruptedException {
        return post(
                "/v1/generations",
                body,
                Map.of("Prefer", "wait=" + Math.max(1, wait.toSeconds())),
                wait.plus(WAIT_MARGIN));
    }

    /** A request's state and, when it ended, its result. */
    public JsonNode generation(String id) throws IOException, InterruptedException {
        return get("/v1/generations/" + segment(id));
    }

    /** Batches and their files. */
    public Batches batches() {
        return new Batches(this);
    }

    /** The doors of operators: keys, dead letters, groups, the audit. */
    public Operations operations() {
        return new Operations(this);
    }

    /** A whole list, page after page. */
    JsonNode all(String path, Map<String, String> parameters) throws IOException, InterruptedException {
        JsonNode list = first(PAGE * MOST_PAGES, path, parameters);
        if (!list.hasNonNull("next")) return list;
        throw new IOException(path + " has more than " + list.path("items").size()
                + " entries: ask the gateway itself, page by page");
    }

    /** The first entries of a list, at most {@code most}, page after page; with {@code next} where there are more. */
    JsonNode first(int most, String path, Map<String, String> parameters) throws IOException, InterruptedException {
        Map<String, String> asked = new HashMap<>(parameters);
        ObjectNode list = MAPPER.createObjectNode();
        ArrayNode items = list.putArray("items");
        while (true) {
            asked.put("limit", Integer.toString(Math.min(PAGE, most - items.size())));
            JsonNode page = get(path + query(asked));
            page.path("items").forEach(items::add);
            if (!page.hasNonNull("next")) return list;
            // A page without entries is a defect of the gateway; following it would not end.
            if (items.size() >= most || page.path("items").isEmpty()) return list.set("next", page.path("next"));
            asked.put("after", page.path("next").asText());
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).timeout(ANSWER_LIMIT).GET().build());
    }

    JsonNode post(String path, JsonNode body, Map<String, String> headers, Duration limit)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .timeout(limit)
                .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)));
        headers.forEach(request::header);
        return send(request.build());
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path))
                .header("Accept", "application/json, application/problem+json");
        if (tenant != null) request.header("X-Tenant", tenant);
        if (key != null) request.header("Authorization", "Bearer " + key);
        return request;
    }

    JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        String body = exchange(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), text -> text);
        if (body.isBlank()) return MAPPER.createObjectNode();
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException noJson) {
            throw new IOException(
                    "the answer to " + request.method() + " " + request.uri() + " is not JSON: "
                            + noJson.getOriginalMessage(),
                    noJson);
        }
    }

    /** The body of a good answer; {@code text} reads that of a bad one. */
    <T> T exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler, Function<T, String> text)
            throws IOException, InterruptedException {
        HttpResponse<T> response;
        try {
            response = client.send(request, handler);
        } catch (ConnectException refused) {
            throw new GatewayUnreachableException(
                    "nothing answers at the gateway's address " + gateway
                            + ": start the platform with steer up, or name" + " another address with --gateway",
                    refused);
        }
        if (response.statusCode() / 100 == 2) return response.body();
        throw new ProblemException(Problem.of(response, text.apply(response.body())));
    }

    static String segment(String text) {
        // A path segment's space is %20; the form encoder writes a plus.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String query(Map<String, String> parameters) {
        if (parameters.isEmpty()) return "";
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + segment(entry.getValue()))
                .sorted()
                .collect(Collectors.joining("&", "?", ""));
    }
}
