package dev.steerstream.decoder;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down only where a restart helps: the decoding thread has ended. Broker and database do not count: they come back by themselves. */
@Liveness
@ApplicationScoped
public class Alive implements HealthCheck {
    private final DecoderService service;

    Alive(DecoderService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("decoding")
                .status(service.decoder().map(Decoder::alive).orElse(true))
                .build();
    }
}
