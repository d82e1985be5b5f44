package dev.steerstream.tracker.overview;

import dev.steerstream.tracker.gateway.GatewayDoor;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Whether the gateway answers, asked at most every few seconds for all who look. */
@Singleton
class GatewayWatch {
    private static final long AGE = Duration.ofSeconds(5).toNanos();

    private final GatewayDoor gateway;
    private boolean answered;
    private long asked = System.nanoTime() - AGE;

    GatewayWatch(GatewayDoor gateway) {
        this.gateway = gateway;
    }

    synchronized boolean answers() {
        if (System.nanoTime() - asked >= AGE) {
            answered = gateway.answers();
            asked = System.nanoTime();
        }
        return answered;
    }

    String address() {
        return gateway.address().toString();
    }
}
