package dev.steerstream.gateway;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Up once broker and database had all that is needed; it stays up. */
@Startup
@Singleton
public class Started implements HealthCheck {
    private final Dependencies dependencies;

    public Started(@Readiness Dependencies dependencies) {
        this.dependencies = dependencies;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("gateway-started")
                .status(dependencies.wereThere())
                .build();
    }
}
