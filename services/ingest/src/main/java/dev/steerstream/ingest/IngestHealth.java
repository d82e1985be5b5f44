package dev.steerstream.ingest;

import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** What the probes say. Liveness asks neither broker nor database: without them an ingest waits, and a restart would not help. */
final class IngestHealth {

    private IngestHealth() {}

    /** Started once broker and database had all that is needed. */
    @Startup
    @Singleton
    static class Started implements HealthCheck {
        private final IngestService service;

        Started(IngestService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            boolean started = service.started().isPresent();
            return response("ingest-started", started, started ? List.of() : service.obstacles());
        }
    }

    /** Ready while rows that are published now are taken, and what becomes of them is registered. */
    @Readiness
    @Singleton
    static class Ready implements HealthCheck {
        private final IngestService service;

        Ready(IngestService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            List<String> obstacles = service.obstacles();
            return response("ingest", obstacles.isEmpty(), obstacles);
        }
    }

    /** Alive while its threads are. */
    @Liveness
    @Singleton
    static class Live implements HealthCheck {
        private final IngestService service;

        Live(IngestService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            return response("ingest-threads", service.alive(), List.of());
        }
    }

    private static HealthCheckResponse response(String name, boolean up, List<String> obstacles) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name).status(up);
        for (int index = 0; index < obstacles.size(); index++) {
            response.withData("obstacle-" + (index + 1), obstacles.get(index));
        }
        return response.build();
    }
}
