package dev.steerstream.tracker.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Failure;
import dev.steerstream.tracker.TrackerConfiguration;
import dev.steerstream.work.errors.SteerStreamException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The gateway, as any client sees it: what operators command goes through the one door that commands have. A problem that it answers with is thrown
 * on with its own code and advice. Safe from any thread.
 */
@Singleton
public class GatewayDoor {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration UPLOAD = Duration.ofMinutes(30);
    private static final int LARGEST_PROBLEM = 64 * 1024;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final URI base;

    GatewayDoor(TrackerConfiguration configuration) {
        this.base = configuration.tracker().gateway();
    }

    /** Where it is looked for. */
    public URI address() {
        return base;
    }

    /** Whether it answers at all. */
    public boolean answers() {
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve("/q/health/live"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @throws SteerStreamException what the gateway answered, or transient {@code GATEWAY_UNREACHABLE} */
    public JsonNode get(Caller caller, String path) {
        return json(send(request(caller, path).GET().build()));
    }

    /** @throws SteerStreamException what the gateway answered, or transient {@code GATEWAY_UNREACHABLE} */
    public JsonNode post(Caller caller, String path, JsonNode body) {
        HttpRequest request = request(caller, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return json(send(request));
    }

    /** Publishes the rows of a file. */
    public JsonNode publish(Caller caller, String path, Path rows) throws IOException {
        return publish(caller, path, BodyPublishers.ofFile(rows));
    }

    /** Publishes rows that were written into a form. */
    public JsonNode publish(Caller caller, String path, String rows) {
        return publish(caller, path, BodyPublishers.ofString(rows));
    }

    private JsonNode publish(Caller caller, String path, BodyPublisher rows) {
        HttpRequest request = request(caller, path)
                .timeout(UPLOAD)
                .header("Content-Type", "application/jsonl")
                .POST(rows)
                .build();
        return json(send(request));
    }

    /** An answer as server-sent events; the caller closes it. */
    public InputStream stream(Caller caller, String path, JsonNode body) {
        HttpRequest request = request(caller, path)
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofMinutes(10))
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<InputStream> answer = send(request);
        if (answer.statusCode() >= 400) throw problem(answer);
        return answer.body();
    }

    private HttpRequest.Builder request(Caller caller, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        request.header("X-Tenant", caller.tenant());
        if (caller.secret() != null) request.header("Authorization", "Bearer " + caller.secret());
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException notThere) {
            throw silent(
                    "the gateway at " + base + " does not answer, so nothing was commanded",
                    "Look whether it runs; steerstream.tracker.gateway says where it is looked for.",
                    notThere);
        } catch (IOException brokenOff) {
            throw silent(
                    "the gateway at " + base + " took the command and did not say what became of it",
                    "Look at the page again before you repeat it: it may have been carried out.",
                    brokenOff);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw SteerStreamException.passing("STOPPING", "the tracker is stopping", "Try again in some seconds.");
        }
    }

    private static SteerStreamException silent(String message, String advice, IOException cause) {
        return new SteerStreamException(
                new Failure(Failure.Kind.TRANSIENT, "GATEWAY_UNREACHABLE", message, advice), cause);
    }

    private static JsonNode json(HttpResponse<InputStream> answer) {
        if (answer.statusCode() >= 400) throw problem(answer);
        try (InputStream body = answer.body()) {
            return Contracts.mapper().readTree(body);
        } catch (IOException unreadable) {
            throw SteerStreamException.passing(
                    "GATEWAY_UNREADABLE",
                    "the gateway's answer cannot be read: " + unreadable.getMessage(),
                    "Look at the page again before you repeat the command: it may have been taken.");
        }
    }

    private static SteerStreamException problem(HttpResponse<InputStream> answer) {
        int status = answer.statusCode();
        String text;
        try (InputStream body = answer.body()) {
            text = new String(body.readNBytes(LARGEST_PROBLEM), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            text = "";
        }
        JsonNode problem = parsed(text);
        return new SteerStreamException(new Failure(
                status >= 500 ? Failure.Kind.TRANSIENT : Failure.Kind.USER,
                problem.path("code").asText("GATEWAY_ANSWERED_" + status),
                problem.path("detail").asText("the gateway answered with status " + status),
                problem.path("advice").asText("The gateway's log of this moment names the cause.")));
    }

    private static JsonNode parsed(String text) {
        try {
            JsonNode tree = Contracts.mapper().readTree(text);
            return tree == null ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : tree;
        } catch (JsonProcessingException notJson) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }
}
