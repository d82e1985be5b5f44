package dev.steerstream.gateway;

import dev.steerstream.gateway.streams.Background;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.retention.RetentionPeriods;
import dev.steerstream.work.retention.RetentionSweep;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes rows whose period is over. Every replica sweeps; a row's lock elects one. */
@Singleton
@Startup
public class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final RetentionSweep sweep;
    private final MeterRegistry meters;

    /** @throws dev.steerstream.work.errors.SteerStreamException for a period that would break a promise: the gateway does not start with it */
    public Retention(
            Database database, Background background, GatewayConfiguration configuration, MeterRegistry meters) {
        GatewayConfiguration.Retention periods = configuration.gateway().retention();
        this.sweep = new RetentionSweep(
                database,
                new RetentionPeriods(
                        periods.generations(),
                        periods.details(),
                        periods.commands(),
                        periods.deadLetters(),
                        periods.rejectedRows(),
                        periods.audit()));
        this.meters = meters;
        background.every(periods.sweep(), this::look);
    }

    private void look() {
        Map<String, Long> removed = sweep.sweep();
        if (!removed.isEmpty()) LOG.info("removed rows whose retention is over: {}", removed);
        removed.forEach((table, rows) -> meters.counter("steerstream.gateway.retention.rows", "table", table)
                .increment(rows));
    }
}
