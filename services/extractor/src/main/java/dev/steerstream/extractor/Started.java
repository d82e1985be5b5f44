package dev.steerstream.extractor;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once broker and database had all that is needed; it stays up. */
@Startup
@ApplicationScoped
public class Started implements HealthCheck {
    private final ExtractorService service;

    Started(ExtractorService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("extractor-started")
                .status(service.extractor().isPresent())
                .build();
    }
}
