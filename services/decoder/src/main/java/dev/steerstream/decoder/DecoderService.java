package dev.steerstream.decoder;

import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.engine.EngineEnd;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decoder in its process: loads the model and starts in the background, so that liveness is up meanwhile; what time or an operator can mend is
 * tried again, what neither can ends the process with a sentence.
 */
@ApplicationScoped
public class DecoderService {
    private static final Logger LOG = LoggerFactory.getLogger(DecoderService.class);

    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(60);

    private final DecoderConfiguration configuration;
    private final Database database;
    private final GenerationMetrics metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Thread starter;
    private volatile Failure trouble;
    private volatile BaseModel model;
    private volatile Decoder decoder;

    DecoderService(DecoderConfiguration configuration, DataSource source, MeterRegistry registry) {
        this.configuration = configuration;
        this.database = new Database(source);
        this.metrics = new GenerationMetrics(registry);
    }

    void onStart(@Observes StartupEvent event) {
        EngineEnd.waitForUsers(
                LONGEST_START.plus(configuration.decoder().shutdownGrace()).plus(LONGEST_CLOSE));
        starter = new Thread(this::start, "decoder-start");
        starter.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        starter.join(LONGEST_START.toMillis());
        if (decoder != null) decoder.close();
        if (model != null) model.close();
        EngineEnd.released();
    }

    private void start() {
        Backoff backoff = Backoff.quick();
        for (int attempt = 1; stopping.getCount() > 0; attempt++) {
            try {
                if (model == null) model = BaseModel.load(configuration);
                decoder = Decoder.start(configuration, database, model, metrics, Clock.systemUTC());
                trouble = null;
                LOG.info(
                        "decoder takes requests: model {} weights {} ({}) slots {}",
                        configuration.model(),
                        model.description().weightFormat(),
                        model.description().weightFormatReason(),
                        configuration.decoder().slots());
                return;
            } catch (RuntimeException | LinkageError | OutOfMemoryError thrown) {
                trouble = ModelFailures.of(thrown).orElseGet(() -> Failures.of(thrown));
                if (!Failures.retriable(trouble)) {
                    LOG.error("the decoder cannot start: {} {}", trouble.message(), trouble.advice(), thrown);
                    Quarkus.asyncExit(1);
                    return;
                }
                LOG.warn("the decoder cannot start yet: {} {}", trouble.message(), trouble.advice());
            }
            try {
                if (stopping.await(backoff.after(attempt).toMillis(), TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Who has what of the process's memory, or empty while the model is loaded. */
    Optional<String> memory() {
        return Optional.ofNullable(model).map(loaded -> loaded.memory().toString());
    }

    /** The running decoder, or empty while it starts. */
    Optional<Decoder> decoder() {
        return Optional.ofNullable(decoder);
    }

    /** What keeps it from starting now, or empty. */
    Optional<Failure> trouble() {
        return Optional.ofNullable(trouble);
    }
}
