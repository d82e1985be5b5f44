package dev.steerstream.trainer;

import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.EngineEnd;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the trainer on a thread of its own, again and again with backoff while broker or database lack something, so that the order in which an
 * installation's parts come up does not matter. A setting that can never work ends the process by name.
 */
@Singleton
public class TrainerService {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerService.class);
    private static final int SHORTEST_LEASE_SECONDS = 2;
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(60);

    private final TrainerConfiguration configuration;
    private final Database database;
    private final TrainerMetrics metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread starter = new Thread(this::startWithPatience, "trainer-start");
    private volatile Trainer trainer;
    private volatile String waitsFor = "has not begun";

    TrainerService(TrainerConfiguration configuration, DataSource source, MeterRegistry meters) {
        this.configuration = configuration;
        this.database = new Database(source);
        this.metrics = new TrainerMetrics(meters);
    }

    void start(@Observes StartupEvent event) {
        checkSettings(configuration);
        EngineEnd.waitForUsers(LONGEST_START.plus(LONGEST_CLOSE));
        starter.setDaemon(true);
        starter.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        starter.interrupt();
        starter.join(LONGEST_START.toMillis());
        if (trainer != null) trainer.close();
        EngineEnd.released();
    }

    /** The trainer, once broker and database had all that it needs. */
    Optional<Trainer> started() {
        return Optional.ofNullable(trainer);
    }

    /** What keeps it from its work, one sentence each. */
    List<String> obstacles() {
        Trainer running = trainer;
        return running == null ? List.of("start: " + waitsFor) : running.obstacles();
    }

    /** Whether the process can come to its work, or do it, without being started anew. */
    boolean alive() {
        Trainer running = trainer;
        return running == null ? starter.isAlive() : running.alive();
    }

    /** @throws RuntimeException naming the setting, its value and the rule where it can never work */
    static void checkSettings(TrainerConfiguration configuration) {
        if (Device.named(configuration.device()) != Device.CPU) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "steerstream.device is " + configuration.device() + ": a trainer of this build trains on cpu only",
                    "Set it to cpu for trainers; extractors and decoders have a setting of their own.");
        }
        ModelReference.parse(configuration.model());
        if (configuration.leaseSeconds() < SHORTEST_LEASE_SECONDS) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "steerstream.lease-seconds is " + configuration.leaseSeconds() + ": it must be at least "
                            + SHORTEST_LEASE_SECONDS,
                    "Set it to more than a trainer's longest pause, such as 30.");
        }
    }

    private void startWithPatience() {
        Backoff backoff = Backoff.quick();
        for (int attempt = 1; ; attempt++) {
            try {
                trainer = Trainer.start(configuration, database, metrics);
                LOG.info("the trainer takes commands and jobs");
                return;
            } catch (RuntimeException failure) {
                Failure reason = ModelFailures.of(failure).orElseGet(() -> Failures.of(failure));
                waitsFor = reason.message();
                if (reason.kind() == Failure.Kind.USER) {
                    LOG.error("the trainer cannot start: {} {}", waitsFor, reason.advice());
                    Quarkus.asyncExit(1);
                    return;
                }
                LOG.warn("the trainer cannot start yet: {}", waitsFor);
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
