package dev.steerstream.extractor;

import dev.steerstream.schemas.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while jobs are taken. The model is loaded at the first one. */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
    private final ExtractorService service;

    Ready(ExtractorService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("extractor")
                .status(service.extractor().map(Extractor::ready).orElse(false));
        service.extractor()
                .ifPresent(extractor ->
                        response.withData("memory", extractor.memory().toString()));
        service.trouble().map(Failure::message).ifPresent(message -> response.withData("starting", message));
        return response.build();
    }
}
