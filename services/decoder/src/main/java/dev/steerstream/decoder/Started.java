package dev.steerstream.decoder;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once broker and database had all that is needed, and the model is loaded; it stays up. */
@Startup
@ApplicationScoped
public class Started implements HealthCheck {
    private final DecoderService service;

    Started(DecoderService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("decoder-started")
                .status(service.decoder().isPresent())
                .build();
    }
}
