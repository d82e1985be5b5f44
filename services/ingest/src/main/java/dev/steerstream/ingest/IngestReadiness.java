package dev.steerstream.ingest;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the topology runs and the registry can be written. Liveness knows nothing of broker and database. */
@Readiness
class IngestReadiness implements HealthCheck {

    private final IngestService service;

    IngestReadiness(IngestService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ingest")
                .status(service.ready())
                .withData("topology", service.topologyState())
                .build();
    }
}
