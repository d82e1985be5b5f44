package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A generation request whose first answer is told as it is made. Where the connection breaks, the request goes on: its end is waited for as without a stream, and
 * what is missing of the text is told then.
 */
public final class StreamedGeneration {
    private final GatewayClient client;
    private final Consumer<String> text;
    private final StringBuilder told = new StringBuilder();

    /** @param text is given the answer's text, piece by piece */
    public StreamedGeneration(GatewayClient client, Consumer<String> text) {
        this.client = client;
        this.text = text;
    }

    /**
     * Sends the request and returns its result.
     *
     * @param body has an id
     * @throws TimeoutException where it has not ended at the limit; it goes on
     */
    public JsonNode ask(ObjectNode body, Duration limit) throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        JsonNode result = null;
        try (Stream<String> lines = open(body, limit)) {
            result = read(lines.iterator(), end);
        } catch (UncheckedIOException broken) {
            // The request is known under its id, whatever became of the connection.
        }
        if (result == null) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            result = new Generation(client, body.path("id").asText()).awaitEnd(left);
        }
        tell(missing(result));
        return result;
    }

    private Stream<String> open(ObjectNode body, Duration limit) throws IOException, InterruptedException {
        HttpRequest request = client.request("/v1/generations")
                .setHeader("Accept", "text/event-stream, application/problem+json")
                .header("Content-Type", "application/json")
                .timeout(limit)
                .POST(HttpRequest.BodyPublishers.ofByteArray(GatewayClient.MAPPER.writeValueAsBytes(body)))
                .build();
        return client.exchange(request, HttpResponse.BodyHandlers.ofLines(), lines -> lines.limit(1_000)
                .collect(Collectors.joining("\n")));
    }

    /** The result, or null where the events end without one. */
    private JsonNode read(Iterator<String> lines, long end) throws IOException {
        String event = "";
        while (System.nanoTime() < end && lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("event:")) event = line.substring(6).strip();
            if (!line.startsWith("data:")) continue;
            JsonNode data = GatewayClient.MAPPER.readTree(line.substring(5));
            switch (event) {
                case "chunk" -> {
                    if (data.path("choice").asInt() == 0) tell(data.path("text").asText());
                }
                case "result" -> {
                    return data;
                }
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    private void tell(String piece) {
        told.append(piece);
        text.accept(piece);
    }

    private String missing(JsonNode result) {
        String whole = result.path("choices").path(0).path("text").asText("");
        if (whole.startsWith(told.toString())) return whole.substring(told.length());
        return whole.isEmpty() ? "" : "\n" + whole;
    }
}
