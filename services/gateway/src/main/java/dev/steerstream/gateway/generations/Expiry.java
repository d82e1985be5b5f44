package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.streams.Background;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Fails requests past their deadline, also where no decoder runs: every accepted request ends. Every replica sweeps; a row's lock elects one. */
@Singleton
@Startup
public class Expiry {
    private final GenerationEnds ends;
    private final Counter expired;

    public Expiry(
            GenerationEnds ends, Background background, GatewayConfiguration configuration, MeterRegistry meters) {
        this.ends = ends;
        this.expired = Counter.builder("steerstream.gateway.expired.requests")
                .description("Requests failed EXPIRED by this replica")
                .register(meters);
        background.every(configuration.gateway().expirySweep(), this::sweep);
    }

    private void sweep() {
        int ended;
        do {
            ended = ends.expire();
            expired.increment(ended);
        } while (ended > 0);
    }
}
