package dev.steerstream.tracker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of the tracker as any client would be one. */
final class Door {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final String tenant;

    Door(URI base, String tenant) {
        this.base = base;
        this.tenant = tenant;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).build());
    }

    HttpResponse<String> post(String path, String type, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    JsonNode json(String path) {
        try {
            return Contracts.mapper().readTree(get(path).body());
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("X-Tenant", tenant);
        if (headers.length > 0) request.headers(headers);
        return request;
    }

    /** An open event stream and what came on it so far, raw. */
    final class Listening implements AutoCloseable {
        private final StringBuffer received = new StringBuffer();
        private final CompletableFuture<InputStream> body;
        private volatile boolean ended;

        Listening(String path, String... headers) {
            body = client.sendAsync(request(path, headers).build(), HttpResponse.BodyHandlers.ofInputStream())
                    .thenApply(HttpResponse::body);
            Thread reader = new Thread(this::read, "listening");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try {
                byte[] buffer = new byte[8_192];
                InputStream stream = body.join();
                for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                    received.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
                ended = true;
            } catch (IOException closed) {
                // By close(), below.
            }
        }

        String received() {
            return received.toString();
        }

        /** Whether the server ended it in order. */
        boolean ended() {
            return ended;
        }

        @Override
        public void close() {
            body.thenAccept(stream -> {
                try {
                    stream.close();
                } catch (IOException already) {
                    // It is closed.
                }
            });
        }
    }
}
