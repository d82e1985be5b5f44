package dev.steerstream.e2e.seen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that processes expose, by name, with the labels that each name has. For one thread. */
public final class Exposition {
    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+.*$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Map<String, Set<String>> metrics = new TreeMap<>();

    /** Scrapes a service in the format of OpenMetrics. */
    public Exposition scrape(URI service) {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/q/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0; charset=utf-8")
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (!answer.body().endsWith("# EOF\n")) {
                throw new AssertionError(service + " does not speak OpenMetrics: " + answer.statusCode() + " "
                        + answer.headers().firstValue("Content-Type").orElse(""));
            }
            read(answer.body());
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while scraping " + service, interrupted);
        }
    }

    Exposition read(String text) {
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) throw new AssertionError("no sample: " + line);
            Set<String> labels = metrics.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) labels.add(label.group(1));
        });
        return this;
    }

    Map<String, Set<String>> metrics() {
        return metrics;
    }
}
