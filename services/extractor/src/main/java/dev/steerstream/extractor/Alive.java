package dev.steerstream.extractor;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down only where a restart helps: the job thread has ended. Broker and database do not count: they come back by themselves. */
@Liveness
@ApplicationScoped
public class Alive implements HealthCheck {
    private final ExtractorService service;

    Alive(ExtractorService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("extraction")
                .status(service.extractor().map(Extractor::alive).orElse(true))
                .build();
    }
}
