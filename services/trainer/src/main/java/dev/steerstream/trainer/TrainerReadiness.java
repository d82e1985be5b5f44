package dev.steerstream.trainer;

import dev.steerstream.schemas.Failure;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while commands and jobs can be taken. A running training goes on either way. */
@Readiness
class TrainerReadiness implements HealthCheck {
    private final Wiring wiring;

    TrainerReadiness(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<Failure> failure = wiring.failure();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("trainer")
                .status(failure.isEmpty() && wiring.databaseAnswers())
                .withData("adaptation", wiring.current().orElse("none"));
        failure.ifPresent(reason -> answer.withData("failure", reason.code() + ": " + reason.message()));
        return answer.build();
    }
}
