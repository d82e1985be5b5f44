package dev.steerstream.gateway.metrics;

import dev.steerstream.gateway.http.OpenAiError;
import dev.steerstream.gateway.http.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Counts what this replica refuses, by status and code: a client's mistake, a limit, or a part that is away. */
@Singleton
public class Refusals {
    private final MeterRegistry registry;

    public Refusals(MeterRegistry registry) {
        this.registry = registry;
        refused(429, "");
    }

    @ServerResponseFilter
    public void count(ContainerResponseContext response) {
        if (response.getStatus() < 400) return;
        refused(response.getStatus(), code(response.getEntity())).increment();
    }

    private static String code(Object entity) {
        if (entity instanceof Problem problem) return problem.code();
        if (entity instanceof OpenAiError refused) return refused.error().code();
        return "";
    }

    private Counter refused(int status, String code) {
        return Counter.builder("steerstream.gateway.refusals")
                .description("Requests that this replica refused, by status and code")
                .tag("status", Integer.toString(status))
                .tag("code", code)
                .register(registry);
    }
}
