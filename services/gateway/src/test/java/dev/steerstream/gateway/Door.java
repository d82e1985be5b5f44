package dev.steerstream.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A client of the gateway as any client would be one. */
public final class Door {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final String tenant;

    /** @param tenant null sends none */
    public Door(URI base, String tenant) {
        this.base = base;
        this.tenant = tenant;
    }

    /** @param body null where there was none */
    public record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        public String code() {
            if (body == null) return "";
            String code = body.path("code").asText();
            // In the form that OpenAI's clients read.
            return code.isEmpty() ? body.path("error").path("code").asText().toUpperCase(Locale.ROOT) : code;
        }

        public String detail() {
            return body.path("detail").asText();
        }
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Answer post(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Answer publish(String path, InputStream lines, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/jsonl")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> lines)));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> raw = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json = raw.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(raw.statusCode(), json ? Contracts.mapper().readTree(raw.body()) : null, raw);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
        if (tenant != null) request.header("X-Tenant", tenant);
        if (headers.length > 0) request.headers(headers);
        return request;
    }

    /** One server-sent event. */
    public record Event(String name, JsonNode data) {}

    /** All events of a stream, in order, to its end. */
    public List<Event> events(HttpRequest.Builder request) {
        List<Event> events = new ArrayList<>();
        events(request, events::add);
        return events;
    }

    /** Follows a stream to its end; {@code seen} is told each event as it comes. */
    public void events(HttpRequest.Builder request, Consumer<Event> seen) {
        try {
            HttpResponse<Stream<String>> raw = client.send(
                    request.header("Accept", "text/event-stream").build(), HttpResponse.BodyHandlers.ofLines());
            if (raw.statusCode() != 200) throw new IllegalStateException("status " + raw.statusCode());
            String name = "";
            for (String line : (Iterable<String>) raw.body()::iterator) {
                if (line.startsWith("event:")) name = line.substring(6).strip();
                if (line.startsWith("data:")) {
                    seen.accept(new Event(name, Contracts.mapper().readTree(line.substring(5))));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
