package dev.steerstream.tracker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.steerstream.schemas.Contracts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands where the gateway is: takes what the tracker's forms command, and says what a test told it to. A test has another class loader than the
 * resource that starts it, so it is told and asked over HTTP too. The journeys have the real gateway.
 */
final class StandInGateway {
    private static final String CONTROL = "/stand-in";
    private static final int MOST_LOOKS = 6_000;

    private final URI address;

    StandInGateway(URI address) {
        this.address = address;
    }

    /** What came. */
    record Taken(String method, String path, String tenant, String authorization, String body) {}

    /** What is said on a path; with the status 0 nothing, until something else is to be said. */
    record Answer(String path, int status, String type, String body) {}

    /** Starts one; it ends with the JVM. */
    static URI start() {
        Map<String, Answer> answers = new ConcurrentHashMap<>();
        List<Taken> taken = new CopyOnWriteArrayList<>();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> answer(exchange, answers, taken));
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "stand-in-gateway");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void answer(HttpExchange exchange, Map<String, Answer> answers, List<Taken> taken)
            throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer answer = new Answer(path, 200, "application/json", "{}");
            if (path.equals(CONTROL) && body.length > 0) {
                Answer told = Contracts.mapper().readValue(body, Answer.class);
                answers.put(told.path(), told);
            } else if (path.equals(CONTROL)) {
                answer = new Answer(
                        path, 200, "application/json", Contracts.mapper().writeValueAsString(taken));
            } else {
                taken.add(new Taken(
                        exchange.getRequestMethod(),
                        path,
                        exchange.getRequestHeaders().getFirst("X-Tenant"),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        new String(body, java.nio.charset.StandardCharsets.UTF_8)));
                answer = answers.getOrDefault(path, answer);
                for (int look = 0; answer.status() == 0 && look < MOST_LOOKS; look++) {
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                    answer = answers.get(path);
                }
            }
            byte[] bytes = answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    void answers(String path, int status, String type, String body) {
        try {
            send(HttpRequest.newBuilder(address.resolve(CONTROL))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                            Contracts.mapper().writeValueAsBytes(new Answer(path, status, type, body))))
                    .build());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Of one tenant. */
    List<Taken> taken(String tenant) {
        try {
            String all = send(HttpRequest.newBuilder(address.resolve(CONTROL)).build());
            return Contracts.mapper().readValue(all, new TypeReference<List<Taken>>() {}).stream()
                    .filter(one -> tenant.equals(one.tenant()))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String send(HttpRequest request) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
