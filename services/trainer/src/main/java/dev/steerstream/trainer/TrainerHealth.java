package dev.steerstream.trainer;

import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** What the probes say. Liveness asks neither broker nor database: a training goes on without them, and a restart would only cost it its steps. */
final class TrainerHealth {

    private TrainerHealth() {}

    /** Started once broker and database had all that is needed. */
    @Startup
    @Singleton
    static class Started implements HealthCheck {
        private final TrainerService service;

        Started(TrainerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            boolean started = service.started().isPresent();
            return response("trainer-started", started, started ? List.of() : service.obstacles())
                    .build();
        }
    }

    /** Ready while commands and jobs are taken, and what becomes of them is told. */
    @Readiness
    @Singleton
    static class Ready implements HealthCheck {
        private final TrainerService service;

        Ready(TrainerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            List<String> obstacles = service.obstacles();
            HealthCheckResponseBuilder response = response("trainer", obstacles.isEmpty(), obstacles);
            service.started()
                    .ifPresent(trainer ->
                            response.withData("memory", trainer.memory().toString()));
            service.started().flatMap(Trainer::current).ifPresent(now -> response.withData("adaptation", now));
            return response.build();
        }
    }

    /** Alive while its threads are. */
    @Liveness
    @Singleton
    static class Live implements HealthCheck {
        private final TrainerService service;

        Live(TrainerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            return response("trainer-threads", service.alive(), List.of()).build();
        }
    }

    private static HealthCheckResponseBuilder response(String name, boolean up, List<String> obstacles) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name).status(up);
        for (int index = 0; index < obstacles.size(); index++) {
            response.withData("obstacle-" + (index + 1), obstacles.get(index));
        }
        return response;
    }
}
