package dev.steerstream.gateway.access;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** After authentication, before every endpoint: no tenant sends this replica more requests a second than configured. */
public final class RateLimit {
    private final Optional<Rate> rate;
    private final Counter rejected;

    public RateLimit(GatewayConfiguration configuration, MeterRegistry meters) {
        this.rate = configuration.gateway().limits().requestsPerSecond().stream()
                .mapToObj(Rate::new)
                .findFirst();
        this.rejected = Counter.builder("steerstream.gateway.rejected")
                .description("Requests answered 429 by this replica")
                .tag("reason", "rate")
                .register(meters);
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    public void check(ContainerRequestContext request) {
        if (rate.isEmpty()) return;
        Tenant tenant = Tenant.of(request.getHeaderString(Tenant.HEADER));
        int wait = rate.get().take(tenant.name(), System.nanoTime());
        if (wait == 0) return;
        rejected.increment();
        throw ProblemException.tooMany(
                "TOO_MANY_REQUESTS",
                "tenant " + tenant.name() + " sends more than " + rate.get().rule()
                        + ", the most that this gateway takes of one tenant",
                "Send the same again after the seconds that Retry-After names.",
                wait);
    }
}
