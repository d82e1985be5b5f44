package dev.steerstream.work.jobs;

import static dev.steerstream.work.TestRows.TENANT;
import static dev.steerstream.work.TestRows.adaptation;
import static dev.steerstream.work.TestRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStoreIT {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static Database database;
    private final JobStore jobs = new JobStore();

    @BeforeAll
    static void start() {
        database = TestParts.database(JobStoreIT.class);
    }

    @AfterEach
    void clear() {
        database.useTransaction(handle -> handle.execute("delete from adaptation"));
    }

    @Test
    void twoWorkersRaceAndOneGetsTheJob() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 25; round++) {
                enqueue("race-" + round);
                CyclicBarrier together = new CyclicBarrier(4);
                List<Future<Optional<LeasedJob>>> taken = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Callable<Optional<LeasedJob>> taker = () -> {
                        together.await();
                        return take();
                    };
                    taken.add(workers.submit(taker));
                }
                int winners = 0;
                for (Future<Optional<LeasedJob>> one : taken)
                    winners += one.get().isPresent() ? 1 : 0;
                assertThat(winners).isEqualTo(1);
            }
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void anotherKindIsNotTaken() {
        enqueue("kind");

        Optional<LeasedJob> taken = database.inTransaction(handle -> jobs.take(handle, JobKind.EXTRACTION, "w", LEASE));

        assertThat(taken).isEmpty();
    }

    @Test
    void anExpiredLeaseIsTakenOverWithAHigherFence() {
        enqueue("expired");
        LeasedJob first = take().orElseThrow();
        assertThat(take()).isEmpty();

        expire();
        LeasedJob second = take().orElseThrow();

        assertThat(second.job()).isEqualTo(first.job());
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    void everyWriteUnderAnOldFenceFails(@TempDir Path cache) {
        enqueue("old-fence");
        LeasedJob old = take().orElseThrow();
        expire();
        LeasedJob current = take().orElseThrow();
        ArtefactStore artefacts = new ArtefactStore(database, cache);

        assertThat(beat(old)).isEqualTo(Heartbeat.LOST);
        assertLost(() -> database.useTransaction(handle -> jobs.complete(handle, old)));
        assertLost(() -> database.useTransaction(handle -> jobs.fail(handle, old, failure())));
        assertLost(() -> database.useTransaction(handle -> jobs.cancelled(handle, old)));
        assertLost(() -> database.useTransaction(handle -> jobs.giveBack(handle, old, Duration.ZERO)));
        assertLost(() -> database.useTransaction(handle -> {
            String digest = artefacts.put(handle, TENANT, ArtefactKind.CHECKPOINT, new byte[] {1});
            jobs.saveCheckpoint(handle, old, 1, digest);
        }));
        assertThat(text(database, "select state from job")).isEqualTo("running");
        assertThat(text(database, "select count(*) from artefact")).isEqualTo("0");
        database.useTransaction(handle -> jobs.complete(handle, current));
        assertThat(text(database, "select state from job")).isEqualTo("succeeded");
    }

    @Test
    void aLateHeartbeatRevivesALeaseThatNobodyTook() {
        enqueue("late");
        LeasedJob job = take().orElseThrow();
        expire();

        assertThat(beat(job)).isEqualTo(Heartbeat.HELD);
        assertThat(take()).isEmpty();
    }

    @Test
    void cancelBeforeCompleteWins() {
        enqueue("cancel-first");
        LeasedJob job = take().orElseThrow();

        assertThat(cancel("cancel-first")).isEqualTo(JobStore.Cancelling.ASKED);

        assertThat(beat(job)).isEqualTo(Heartbeat.CANCEL_REQUESTED);
        assertThatThrownBy(() -> database.useTransaction(handle -> jobs.complete(handle, job)))
                .isInstanceOf(JobCancelledException.class);
        database.useTransaction(handle -> jobs.cancelled(handle, job));
        assertThat(text(database, "select state from job")).isEqualTo("cancelled");
    }

    @Test
    void completeBeforeCancelWins() {
        enqueue("complete-first");
        LeasedJob job = take().orElseThrow();

        database.useTransaction(handle -> jobs.complete(handle, job));

        assertThat(cancel("complete-first")).isEqualTo(JobStore.Cancelling.ENDED);
        assertThat(text(database, "select state from job")).isEqualTo("succeeded");
    }

    @Test
    void cancelAndCompleteRacingEndInExactlyOneOfBoth() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 30; round++) {
                String adaptation = "duel-" + round;
                enqueue(adaptation);
                LeasedJob job = take().orElseThrow();
                CyclicBarrier together = new CyclicBarrier(2);
                Future<Boolean> completed = workers.submit(() -> {
                    together.await();
                    try {
                        database.useTransaction(handle -> jobs.complete(handle, job));
                        return true;
                    } catch (JobCancelledException cancelled) {
                        database.useTransaction(handle -> jobs.cancelled(handle, job));
                        return false;
                    }
                });
                Future<JobStore.Cancelling> asked = workers.submit(() -> {
                    together.await();
                    return cancel(adaptation);
                });
                String expected = completed.get() ? "succeeded" : "cancelled";
                assertThat(asked.get())
                        .isEqualTo(completed.get() ? JobStore.Cancelling.ENDED : JobStore.Cancelling.ASKED);
                assertThat(text(database, "select state from job where adaptation = ?", adaptation))
                        .isEqualTo(expected);
            }
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void aQueuedJobIsCancelledAtOnce() {
        enqueue("queued");

        assertThat(cancel("queued")).isEqualTo(JobStore.Cancelling.ENDED);

        assertThat(text(database, "select state from job")).isEqualTo("cancelled");
        assertThat(take()).isEmpty();
    }

    @Test
    void aJobGivenBackWaitsForItsPause() {
        enqueue("pause");
        LeasedJob job = take().orElseThrow();

        database.useTransaction(handle -> jobs.giveBack(handle, job, Duration.ofHours(1)));
        assertThat(take()).isEmpty();

        database.useTransaction(handle -> handle.execute("update job set not_before = clock_timestamp()"));
        assertThat(take().orElseThrow().fence()).isEqualTo(job.fence() + 1);
    }

    @Test
    void anAdaptationHasOneJobOfAKind() {
        enqueue("once");

        boolean added =
                database.inTransaction(handle -> jobs.enqueue(handle, TENANT, JobKind.WARM_START, "once", Map.of()));

        assertThat(added).isFalse();
    }

    private void enqueue(String adaptation) {
        adaptation(database, adaptation);
        database.useTransaction(handle -> jobs.enqueue(handle, TENANT, JobKind.WARM_START, adaptation, Map.of()));
    }

    private Optional<LeasedJob> take() {
        return database.inTransaction(handle -> jobs.take(handle, JobKind.WARM_START, "w", LEASE));
    }

    private Heartbeat beat(LeasedJob job) {
        return database.inTransaction(handle -> jobs.heartbeat(handle, job, LEASE));
    }

    private JobStore.Cancelling cancel(String adaptation) {
        return database.inTransaction(handle -> {
            handle.select("select 1 from adaptation where adaptation = ? for no key update", adaptation)
                    .mapTo(Integer.class)
                    .one();
            return jobs.requestCancel(handle, TENANT, adaptation);
        });
    }

    private static void expire() {
        database.useTransaction(
                handle -> handle.execute("update job set lease_expires_at = clock_timestamp() - interval '1 second'"));
    }

    private static void assertLost(Runnable write) {
        assertThatThrownBy(write::run).isInstanceOf(LeaseLostException.class);
    }

    private static Failure failure() {
        return new Failure(Failure.Kind.USER, "X", "x", "x");
    }
}
