package dev.steerstream.tracker;

import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** What the probes say. Liveness asks neither broker nor database: without them a tracker waits, and a restart would not help. */
final class TrackerHealth {

    private TrackerHealth() {}

    /** Started once broker and database had all that is needed. */
    @Startup
    @Singleton
    static class Started implements HealthCheck {
        private final TrackerService service;

        Started(TrackerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            boolean started = service.started().isPresent();
            return response("tracker-started", started, started ? List.of() : service.obstacles());
        }
    }

    /** Ready while what happens now is shown. */
    @Readiness
    @Singleton
    static class Ready implements HealthCheck {
        private final TrackerService service;

        Ready(TrackerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            List<String> obstacles = service.obstacles();
            return response("tracker", obstacles.isEmpty(), obstacles);
        }
    }

    /** Alive while its threads are. */
    @Liveness
    @Singleton
    static class Live implements HealthCheck {
        private final TrackerService service;

        Live(TrackerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            return response("tracker-threads", service.alive(), List.of());
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
