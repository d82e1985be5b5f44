package dev.steerstream.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The HTTP door as any client sees it: status and JSON, nothing of ours in between. Thread-safe. */
public final class Gateway {

    public static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;
    private final String key;

    /** Of a platform that asks for no key. */
    public Gateway(URI address) {
        this(address, null);
    }

    /** @param key the API key, or null */
    public Gateway(URI address, String key) {
        this.address = address;
        this.key = key;
    }

    public record Answer(int status, JsonNode body) {}

    public URI address() {
        return address;
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, Object body) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** As {@link #post}, with {@code Prefer: wait=seconds}. */
    public Answer postAndWait(String path, Object body, Duration wait) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .header("Prefer", "wait=" + wait.toSeconds())
                    .timeout(wait.plusSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    public Answer publish(String dataset, String submission, List<Map<String, Object>> rows) {
        StringBuilder lines = new StringBuilder();
        for (Map<String, Object> row : rows) {
            lines.append(line(row)).append('\n');
        }
        return send(request("/v1/datasets/" + dataset + "/submissions?submission=" + submission)
                .header("Content-Type", "application/jsonl")
                .POST(HttpRequest.BodyPublishers.ofString(lines.toString())));
    }

    private static String line(Map<String, Object> row) {
        try {
            return JSON.writeValueAsString(row);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(60));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the gateway", interrupted);
        }
    }
}
