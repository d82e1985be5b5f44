package dev.steerstream.ingest;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts ingest on a thread of its own, again and again with backoff while broker or database lack something, so that the order in which an
 * installation's parts come up does not matter. Health tells what it waits for. A setting that can never work ends the process by name.
 */
@Singleton
public class IngestService {
    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);

    private final IngestConfiguration configuration;
    private final Database database;
    private final MeterRegistry meters;
    private final IngestMetrics metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread starter = new Thread(this::startWithPatience, "ingest-start");
    private volatile Ingest ingest;
    private volatile String waitsFor = "has not begun";

    IngestService(IngestConfiguration configuration, DataSource source, MeterRegistry meters) {
        this.configuration = configuration;
        this.database = new Database(source);
        this.meters = meters;
        this.metrics = new IngestMetrics(meters);
    }

    void start(@Observes StartupEvent event) {
        starter.setDaemon(true);
        starter.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        starter.interrupt();
        starter.join(TimeUnit.SECONDS.toMillis(30));
        if (ingest != null) ingest.close();
    }

    Optional<Ingest> started() {
        return Optional.ofNullable(ingest);
    }

    /** What keeps it from its work, one sentence each. */
    List<String> obstacles() {
        Ingest running = ingest;
        return running == null ? List.of("start: " + waitsFor) : running.obstacles();
    }

    /** Whether the process can come to its work, or do it, without being started anew. */
    boolean alive() {
        Ingest running = ingest;
        return running == null ? starter.isAlive() : running.alive();
    }

    private void startWithPatience() {
        Backoff backoff = Backoff.quick();
        for (int attempt = 1; ; attempt++) {
            try {
                Ingest running = Ingest.start(configuration, database, metrics::ended);
                new KafkaStreamsMetrics(running.streams()).bindTo(meters);
                ingest = running;
                LOG.info("ingest takes submissions");
                return;
            } catch (RuntimeException failure) {
                Failure reason = Failures.of(failure);
                waitsFor = reason.message();
                if (reason.kind() == Failure.Kind.USER) {
                    LOG.error("ingest cannot start: {} {}", waitsFor, reason.advice());
                    Quarkus.asyncExit(1);
                    return;
                }
                LOG.warn("ingest cannot start yet: {}", waitsFor);
            }
            try {
                if (stopping.await(backoff.after(attempt).toMillis(), TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
