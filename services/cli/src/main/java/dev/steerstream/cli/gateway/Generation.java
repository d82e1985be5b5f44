package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A generation request on its way. */
public final class Generation {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LATER = Duration.ofSeconds(1);
    private static final int TOO_MANY = 429;

    private final GatewayClient client;
    private final String id;

    public Generation(GatewayClient client, String id) {
        this.client = client;
        this.id = id;
    }

    /** Sends a request, again and again where the tenant has too much on its way for now, and returns its id. */
    public static String ask(GatewayClient client, JsonNode body, Duration limit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                return client.generate(body).path("id").asText();
            } catch (ProblemException refused) {
                if (refused.problem().status() != TOO_MANY || System.nanoTime() >= end) throw refused;
            }
            Thread.sleep(LATER.toMillis());
        }
    }

    /** Whether a result holds an answer. */
    public static boolean succeeded(JsonNode result) {
        return Adaptation.state(result).equals("succeeded");
    }

    /** The result, once the request has ended; the empty option before. */
    public Optional<JsonNode> poll() throws IOException, InterruptedException {
        return result(client.generation(id));
    }

    private static Optional<JsonNode> result(JsonNode request) {
        if (!Adaptation.ended(request)) return Optional.empty();
        return Optional.of(request.path("result").isObject() ? request.path("result") : request);
    }

    /**
     * Waits until the request has ended and returns its result.
     *
     * @throws TimeoutException where it has not ended at the limit; it goes on
     */
    public JsonNode awaitEnd(Duration limit) throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            var result = Away.patiently(() -> client.generation(id), end).flatMap(Generation::result);
            if (result.isPresent()) return result.get();
            Thread.sleep(POLL.toMillis());
        }
        throw new TimeoutException("request " + id + " has no answer after " + limit.toSeconds() + " s; it goes on");
    }
}
