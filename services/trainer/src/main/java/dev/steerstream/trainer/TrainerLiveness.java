package dev.steerstream.trainer;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while its threads are: a broker or database that is away must not end a training. */
@Liveness
class TrainerLiveness implements HealthCheck {
    private final Wiring wiring;

    TrainerLiveness(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("trainer").status(wiring.alive()).build();
    }
}
