package dev.steerstream.work.jobs;

import static dev.steerstream.work.TestRows.TENANT;
import static dev.steerstream.work.TestRows.adaptation;
import static dev.steerstream.work.TestRows.count;
import static dev.steerstream.work.TestRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.adaptations.AdaptationChange;
import dev.steerstream.work.adaptations.AdaptationJobs;
import dev.steerstream.work.adaptations.AdaptationStore;
import dev.steerstream.work.adaptations.ProgressPublisher;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.traces.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class JobWorkerIT {
    private static final Map<String, String> TRACE =
            Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final JobStore jobs = new JobStore();
    private final List<JobEnd> ends = new CopyOnWriteArrayList<>();

    private final Wire wire = new Wire();

    @TempDir
    Path cache;

    private Database database;
    private String prefix;
    private AdaptationStore adaptations;
    private ProgressPublisher publisher;

    @BeforeEach
    void start() {
        PGSimpleDataSource made = TestParts.dataSource(JobWorkerIT.class);
        Migrations.migrate(made);
        database = new Database(made);
        wire.setUrl(made.getUrl());
        wire.setUser(made.getUser());
        wire.setPassword(made.getPassword());
        prefix = TestParts.topics(JobWorkerIT.class, Topic.ADAPTATION_EVENTS);
        adaptations = new AdaptationStore(new Outbox("test", Clock.systemUTC()), Clock.systemUTC());
        publisher = new ProgressPublisher(TestParts.clients(), prefix, "test", Clock.systemUTC());
        adaptation(database, "a");
        database.useTransaction(handle -> jobs.enqueue(handle, TENANT, JobKind.WARM_START, "a", TRACE));
    }

    @AfterEach
    void stop() {
        publisher.close();
    }

    @Test
    void aJobRunsToItsCommitAndTellsItsSteps() {
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {
            for (int step = 1; step <= 3; step++) context.progress(progress(step, 3));
            context.saveCheckpoint(2, new byte[] {2});
            context.commit(this::trained);
        })) {
            await().atMost(LIMIT).until(() -> ends.equals(List.of(JobEnd.SUCCEEDED)));
            assertThat(worker.failure()).isEmpty();
        }
        assertThat(state()).isEqualTo("succeeded trained");
        assertThat(events()).containsExactly("started", "checkpointed", "trained");
        // A checkpoint is of use only while the job runs.
        assertThat(count(database, "select count(*) from checkpoint")
                        + count(database, "select count(*) from artefact"))
                .isZero();
        await().atMost(LIMIT)
                .until(() ->
                        TestParts.read(Topic.ADAPTATION_EVENTS.name(prefix)).size() >= 2);
    }

    @Test
    void aDeadWorkersJobResumesFromItsCheckpointUnderAHigherFence() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger firstFence = new AtomicInteger();
        List<String> oldWrites = new CopyOnWriteArrayList<>();
        CountDownLatch takenOver = new CountDownLatch(1);
        JobWorker dead = worker(new Database(wire), "dead", Duration.ofSeconds(3), (job, context) -> {
            firstFence.set((int) job.fence());
            context.saveCheckpoint(7, new byte[] {7});
            takenOver.await();
            try {
                context.saveCheckpoint(8, new byte[] {8});
                oldWrites.add("written");
            } catch (LeaseLostException lost) {
                oldWrites.add("refused");
            }
            never.await();
        });
        await().atMost(LIMIT).until(() -> count(database, "select count(*) from checkpoint") == 1);
        // Its heartbeats no longer come through, as after a kill, until somebody else has the job.
        wire.cut = true;
        AtomicInteger resumedAt = new AtomicInteger();
        try (JobWorker next = worker("next", Duration.ofSeconds(3), (job, context) -> {
            assertThat(job.fence()).isGreaterThan(firstFence.get());
            assertThat(job.attempt()).isEqualTo(2);
            resumedAt.set((int) context.checkpoint().orElseThrow().step());
            assertThat(Files.readAllBytes(context.checkpoint().orElseThrow().file()))
                    .containsExactly(7);
            wire.cut = false;
            takenOver.countDown();
            context.commit(this::trained);
        })) {
            await().atMost(LIMIT).until(() -> ends.contains(JobEnd.SUCCEEDED));
            await().atMost(LIMIT).until(() -> !oldWrites.isEmpty());
            assertThat(next.failure()).isEmpty();
        }
        assertThat(resumedAt).hasValue(7);
        assertThat(oldWrites).containsExactly("refused");
        assertThat(state()).isEqualTo("succeeded trained");
        never.countDown();
        dead.close();
    }

    @Test
    void aHandlerIsToldWithinAHeartbeatThatCancellingWasAsked() {
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {
            while (true) {
                context.stopIfAsked();
                Thread.sleep(20);
            }
        })) {
            await().atMost(LIMIT).until(() -> state().equals("running training"));
            cancel();
            await().atMost(LIMIT).until(() -> ends.equals(List.of(JobEnd.CANCELLED)));
            assertThat(worker.failure()).isEmpty();
        }
        assertThat(state()).isEqualTo("cancelled cancelled");
        assertThat(events()).containsExactly("started", "cancelling", "cancelled");
    }

    @Test
    void aCommitAfterACancelIsRefusedAndTheJobCancelled() {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (JobWorker worker = worker("w", Duration.ofSeconds(30), (job, context) -> {
            cancelled.await();
            context.commit(this::trained);
        })) {
            await().atMost(LIMIT).until(() -> state().equals("running training"));
            cancel();
            cancelled.countDown();
            await().atMost(LIMIT).until(() -> ends.equals(List.of(JobEnd.CANCELLED)));
            assertThat(worker.failure()).isEmpty();
        }
        assertThat(events()).containsExactly("started", "cancelling", "cancelled");
    }

    @Test
    void aPassingFailureIsTriedAgainAndAUsersIsNot() {
        AtomicInteger attempts = new AtomicInteger();
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {
            if (attempts.incrementAndGet() < 3) throw SteerStreamException.passing("AWAY", "away", "Wait.");
            throw SteerStreamException.user("BAD", "row 3 is too long", "Shorten it.");
        })) {
            await().atMost(LIMIT)
                    .until(() -> ends.equals(List.of(JobEnd.GIVEN_BACK, JobEnd.GIVEN_BACK, JobEnd.FAILED)));
            assertThat(worker.failure()).isEmpty();
        }
        assertThat(state()).isEqualTo("failed failed");
        assertThat(text(database, "select failure ->> 'code' from adaptation")).isEqualTo("BAD");
        assertThat(events()).containsExactly("started", "failed");
    }

    @Test
    void whatAnOperatorMustMendFailsAfterThreeAttempts() {
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {
            throw SteerStreamException.resource("DISK_FULL", "full", "Free space.");
        })) {
            await().atMost(LIMIT).until(() -> ends.contains(JobEnd.FAILED));
            assertThat(worker.failure()).isEmpty();
        }
        assertThat(ends).hasSize(3);
        assertThat(text(database, "select failure ->> 'code' from job")).isEqualTo("DISK_FULL");
    }

    @Test
    void attemptsEnd() {
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {
            throw SteerStreamException.passing("AWAY", "away", "Wait.");
        })) {
            await().atMost(LIMIT).until(() -> ends.contains(JobEnd.FAILED));
            assertThat(worker.failure()).isEmpty();
        }
        assertThat(ends).hasSize(4);
        assertThat(text(database, "select failure ->> 'code' from job")).isEqualTo("AWAY");
    }

    @Test
    void aJobThatKillsEveryWorkerFails() {
        database.useTransaction(handle -> handle.execute("update job set attempt = 4"));
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {
            throw new AssertionError("it must not run");
        })) {
            await().atMost(LIMIT).until(() -> ends.equals(List.of(JobEnd.FAILED)));
            assertThat(worker.running()).isTrue();
        }
        assertThat(text(database, "select failure ->> 'code' from job")).isEqualTo("ATTEMPTS_EXHAUSTED");
    }

    @Test
    void aJobWhoseDatabaseIsAwayHoldsAndCommitsWhenItIsBack() {
        CountDownLatch working = new CountDownLatch(1);
        try (JobWorker worker = worker(new Database(wire), "w", Duration.ofSeconds(1), (job, context) -> {
            working.countDown();
            wire.cut = true;
            context.saveCheckpoint(1, new byte[] {1});
            context.commit(this::trained);
        })) {
            await().atMost(LIMIT).until(() -> working.getCount() == 0);
            await().pollDelay(Duration.ofSeconds(2)).until(() -> ends.isEmpty());
            wire.cut = false;
            await().atMost(LIMIT).until(() -> ends.equals(List.of(JobEnd.SUCCEEDED)));
            assertThat(worker.running()).isTrue();
        }
        assertThat(state()).isEqualTo("succeeded trained");
        assertThat(events()).containsExactly("started", "checkpointed", "trained");
    }

    @Test
    void aStoppedWorkerGivesItsJobBackAtOnce() {
        CountDownLatch begun = new CountDownLatch(1);
        JobWorker stopped = worker("w", Duration.ofMinutes(10), (job, context) -> {
            begun.countDown();
            while (true) {
                context.stopIfAsked();
                Thread.sleep(20);
            }
        });
        await().atMost(LIMIT).until(() -> begun.getCount() == 0);
        stopped.close();

        assertThat(ends).containsExactly(JobEnd.GIVEN_BACK);
        assertThat(text(database, "select state from job")).isEqualTo("queued");
    }

    @Test
    void aJobHangsUnderTheSpanThatAskedForIt() {
        List<Map<String, String>> traces = new CopyOnWriteArrayList<>();
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {
            traces.add(job.trace());
            context.commit(this::trained);
        })) {
            await().atMost(LIMIT).until(() -> ends.equals(List.of(JobEnd.SUCCEEDED)));
        }
        // Without an exporter there is no span of the work between them.
        assertThat(traces).containsExactly(TRACE);
    }

    @Test
    void aHandlerThatReturnsWithoutAResultFails() {
        try (JobWorker worker = worker("w", Duration.ofSeconds(3), (job, context) -> {})) {
            await().atMost(LIMIT).until(() -> ends.equals(List.of(JobEnd.FAILED)));
            assertThat(worker.running()).isTrue();
        }
        assertThat(text(database, "select failure ->> 'code' from job")).isEqualTo("NOT_COMMITTED");
    }

    private JobWorker worker(String owner, Duration lease, JobHandler handler) {
        return worker(database, owner, lease, handler);
    }

    private JobWorker worker(Database through, String owner, Duration lease, JobHandler handler) {
        return JobWorker.start(
                through,
                jobs,
                new ArtefactStore(through, cache),
                List.of(new JobWorker.Work(
                        JobKind.WARM_START, handler, new AdaptationJobs(adaptations, publisher, Clock.systemUTC()))),
                (job, end) -> ends.add(end),
                Tracing.off(),
                new JobWorker.Settings(
                        owner,
                        lease,
                        Duration.ofMillis(300),
                        Duration.ofMillis(50),
                        4,
                        new Backoff(Duration.ofMillis(10), Duration.ofMillis(50))));
    }

    private void trained(org.jdbi.v3.core.Handle handle) {
        adaptations.apply(handle, adaptations.require(handle, TENANT, "a"), AdaptationChange.trained("c".repeat(64)));
    }

    private void cancel() {
        database.useTransaction(handle -> {
            var locked = adaptations.require(handle, TENANT, "a");
            assertThat(jobs.requestCancel(handle, TENANT, "a")).isEqualTo(JobStore.Cancelling.ASKED);
            adaptations.apply(handle, locked, AdaptationChange.cancelling());
        });
    }

    private String state() {
        return text(
                database, "select j.state || ' ' || a.state from job j join adaptation a using (tenant, adaptation)");
    }

    private List<String> events() {
        return database.read(
                handle -> handle.select("select convert_from(body, 'UTF8')::jsonb ->> 'type' from outbox order by id")
                        .mapTo(String.class)
                        .list());
    }

    private static Progress progress(long done, long total) {
        return new Progress("training", done, total, null, null, null, null, null, 1, 1, null);
    }

    /** A way to the database that can be cut. */
    private static final class Wire extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;
        volatile boolean cut;

        @Override
        public Connection getConnection() throws SQLException {
            if (cut) throw new SQLTransientConnectionException("the wire is cut");
            return super.getConnection();
        }
    }
}
