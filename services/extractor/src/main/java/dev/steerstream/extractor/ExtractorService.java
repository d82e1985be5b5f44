package dev.steerstream.extractor;

import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.engine.EngineEnd;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.metrics.JobMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The extractor in its process: starts in the background, so that liveness is up meanwhile; what time or an operator can mend is tried again, what
 * neither can ends the process with a sentence.
 */
@ApplicationScoped
public class ExtractorService {
    private static final Logger LOG = LoggerFactory.getLogger(ExtractorService.class);

    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(60);

    private final ExtractorConfiguration configuration;
    private final Database database;
    private final MeterRegistry registry;
    private final JobMetrics jobs;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Thread starter;
    private volatile Failure trouble;
    private volatile Extractor extractor;

    ExtractorService(ExtractorConfiguration configuration, DataSource source, MeterRegistry registry) {
        this.configuration = configuration;
        this.database = new Database(source);
        this.registry = registry;
        this.jobs = new JobMetrics(registry, List.of(JobKind.EXTRACTION, JobKind.EVALUATION));
    }

    void onStart(@Observes StartupEvent event) {
        EngineEnd.waitForUsers(LONGEST_START.plus(LONGEST_CLOSE));
        starter = new Thread(this::start, "extractor-start");
        starter.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        starter.join(LONGEST_START.toMillis());
        if (extractor != null) extractor.close();
        EngineEnd.released();
    }

    private void start() {
        Backoff backoff = Backoff.quick();
        String owner = "extractor-" + ProcessHandle.current().pid();
        for (int attempt = 1; stopping.getCount() > 0; attempt++) {
            try {
                extractor = Extractor.start(configuration, database, owner, jobs, Clock.systemUTC());
                trouble = null;
                show(extractor.memory());
                LOG.info("extractor takes jobs: model {}", configuration.model());
                return;
            } catch (RuntimeException | LinkageError thrown) {
                trouble = ModelFailures.of(thrown).orElseGet(() -> Failures.of(thrown));
                if (!Failures.retriable(trouble)) {
                    LOG.error("the extractor cannot start: {} {}", trouble.message(), trouble.advice(), thrown);
                    Quarkus.asyncExit(1);
                    return;
                }
                LOG.warn("the extractor cannot start yet: {} {}", trouble.message(), trouble.advice());
            }
            try {
                if (stopping.await(backoff.after(attempt).toMillis(), TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void show(MemoryBudget memory) {
        Gauge.builder("steerstream.memory.budget", memory::bytes)
                .description("Memory that this process may take")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("steerstream.memory.free", memory::free)
                .description("Memory of the budget that nobody has reserved")
                .baseUnit("bytes")
                .register(registry);
    }

    /** The running extractor, or empty while it starts. */
    Optional<Extractor> extractor() {
        return Optional.ofNullable(extractor);
    }

    /** What keeps it from starting now, or empty. */
    Optional<Failure> trouble() {
        return Optional.ofNullable(trouble);
    }
}
