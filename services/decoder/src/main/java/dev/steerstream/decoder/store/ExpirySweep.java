package dev.steerstream.decoder.store;

import dev.steerstream.decoder.GenerationMetrics;
import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.ReplayReference;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.Failures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends requests whose deadline passed while nobody held them, so that every accepted id reaches a terminal state even where its record is far
 * back in the queue, or its decoder died. Any number of decoders may sweep: each takes rows that no other has locked. One thread of its own.
 */
public final class ExpirySweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweep.class);

    /** A decoder that holds a request ends it at its deadline; only what is later than this has no holder. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int BATCH = 100;

    private final Database database;
    private final GenerationStore store;
    private final GenerationMetrics metrics;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "expiry-sweep");
        named.setDaemon(true);
        return named;
    });

    private ExpirySweep(Database database, GenerationStore store, GenerationMetrics metrics, Clock clock) {
        this.database = database;
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
    }

    public static ExpirySweep start(
            Database database, GenerationStore store, GenerationMetrics metrics, Clock clock, Duration interval) {
        ExpirySweep sweep = new ExpirySweep(database, store, metrics, clock);
        var unused = sweep.thread.scheduleWithFixedDelay(
                sweep::sweepOrLog, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return sweep;
    }

    private record Overdue(
            String tenant,
            String request,
            String task,
            Instant deadline,
            Instant startedAt,
            String instance,
            ReplayReference replay) {}

    /** Ends up to a batch of overdue requests and returns how many. */
    int sweep() {
        List<GenerationResult> ended = database.inTransaction(handle -> {
            List<GenerationResult> results = new ArrayList<>();
            for (Overdue overdue : overdue(handle)) {
                GenerationResult result = expired(overdue);
                if (store.end(handle, overdue.tenant(), result, null, Map.of())) results.add(result);
            }
            return results;
        });
        ended.forEach(metrics::ended);
        return ended.size();
    }

    private static List<Overdue> overdue(Handle handle) {
        return handle.createQuery(
                        "select tenant, request, task, deadline, started_at, body ->> 'instance' as instance,"
                                + " body ->> 'replay' as replay"
                                + " from generation where state in ('queued', 'running')"
                                + " and deadline < clock_timestamp() - :grace order by deadline limit :batch for update skip locked")
                .bind("grace", GRACE)
                .bind("batch", BATCH)
                .map((columns, context) -> new Overdue(
                        columns.getString("tenant"),
                        columns.getString("request"),
                        columns.getString("task"),
                        columns.getObject("deadline", OffsetDateTime.class).toInstant(),
                        columns.getObject("started_at") == null
                                ? null
                                : columns.getObject("started_at", OffsetDateTime.class)
                                        .toInstant(),
                        columns.getString("instance"),
                        Json.read(ReplayReference.class, columns.getString("replay"))))
                .list();
    }

    private GenerationResult expired(Overdue overdue) {
        return new GenerationResult(
                overdue.request(),
                overdue.task(),
                GenerationResult.State.FAILED,
                null,
                null,
                null,
                Refusals.expired(overdue.deadline().toString()),
                overdue.startedAt(),
                clock.instant(),
                null,
                null,
                overdue.instance(),
                overdue.replay());
    }

    private void sweepOrLog() {
        try {
            while (sweep() == BATCH && !Thread.currentThread().isInterrupted()) {
                LOG.info("{} overdue requests ended, looking for more", BATCH);
            }
        } catch (RuntimeException thrown) {
            LOG.warn("expiry sweep failed, again later: {}", Failures.of(thrown).message());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
