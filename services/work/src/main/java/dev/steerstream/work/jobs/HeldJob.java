package dev.steerstream.work.jobs;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job while this worker holds it: heartbeats on a thread of their own, every write under the fence. Where the database is away the lease is not
 * given up: nobody else can take the job either, and a heartbeat after its return renews the lease unless somebody was quicker.
 */
final class HeldJob implements JobContext, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeldJob.class);

    /** What an operator must mend is tried again for some seconds only: whoever waits is told the sooner. */
    private static final int RESOURCE_ATTEMPTS = 3;

    private final JobWorker.JobParts parts;
    private final LeasedJob job;
    private final CountDownLatch workerStopping;
    private final CountDownLatch released = new CountDownLatch(1);
    private final ProgressThrottle throttle = new ProgressThrottle();
    private final PhaseClock phases;
    private final Thread heart;
    private volatile boolean cancelRequested;
    private volatile boolean leaseLost;
    private volatile boolean committed;
    private volatile boolean keepsCheckpoint;

    HeldJob(JobWorker.JobParts parts, LeasedJob job, CountDownLatch workerStopping) {
        this.parts = parts;
        this.job = job;
        this.workerStopping = workerStopping;
        this.cancelRequested = job.cancelRequested();
        this.phases = new PhaseClock((phase, duration) -> parts.observer().phaseEnded(job, phase, duration));
        parts.observer().heartbeat(job);
        this.heart = new Thread(this::beat, "heartbeat-" + job.job());
        heart.setDaemon(true);
        heart.start();
    }

    void begin() throws InterruptedException {
        persistently(() -> parts.database().useTransaction(handle -> {
            parts.jobs().requireHeldWithOwner(handle, job);
            parts.lifecycle().started(handle, job);
        }));
    }

    boolean committed() {
        return committed;
    }

    @Override
    public boolean cancelRequested() {
        return cancelRequested;
    }

    @Override
    public boolean leaseLost() {
        return leaseLost;
    }

    @Override
    public void stopIfAsked() throws InterruptedException {
        if (leaseLost) throw new LeaseLostException(job);
        if (cancelRequested) throw new JobCancelledException(job);
        if (workerStopping.getCount() == 0) throw new InterruptedException("the worker is stopping");
    }

    @Override
    public Optional<Saved> checkpoint() throws IOException {
        return saved(parts.database().read(handle -> parts.jobs().checkpoint(handle, job.tenant(), job.job())));
    }

    @Override
    public Optional<Saved> keptCheckpoint(String adaptation) throws IOException {
        return saved(parts.database().read(handle -> parts.jobs().keptCheckpoint(handle, job, adaptation)));
    }

    private Optional<Saved> saved(Optional<Checkpoint> checkpoint) throws IOException {
        if (checkpoint.isEmpty()) return Optional.empty();
        return Optional.of(new Saved(
                checkpoint.get().step(),
                parts.artefacts().get(job.tenant(), checkpoint.get().digest())));
    }

    @Override
    public void keepCheckpoint() {
        keepsCheckpoint = true;
    }

    @Override
    public void saveCheckpoint(long step, byte[] content) throws InterruptedException {
        persistently(() -> parts.database().useTransaction(handle -> {
            String digest = parts.artefacts().put(handle, job.tenant(), ArtefactKind.CHECKPOINT, content);
            parts.jobs().saveCheckpoint(handle, job, step, digest).ifPresent(old -> parts.artefacts()
                    .remove(handle, job.tenant(), old));
            parts.lifecycle().checkpointed(handle, job, step);
        }));
    }

    @Override
    public void progress(Progress progress) {
        phases.seen(progress, System.nanoTime());
        if (leaseLost || !throttle.passes(progress, System.nanoTime())) return;
        parts.lifecycle().progressed(job, progress);
    }

    @Override
    public void commit(Consumer<Handle> writes) throws InterruptedException {
        persistently(() -> {
            // The acknowledgement of an earlier attempt may have been lost with the connection.
            if (parts.database().read(handle -> parts.jobs().completedBy(handle, job))) return;
            parts.database().useTransaction(handle -> {
                parts.jobs().complete(handle, job);
                writes.accept(handle);
                removeCheckpoint(handle);
            });
        });
        committed = true;
    }

    JobEnd fail(Failure failure) {
        LOG.warn("job {} of tenant {} failed: {} {}", job.job(), job.tenant(), failure.code(), failure.message());
        return end(JobEnd.FAILED, handle -> {
            parts.jobs().fail(handle, job, failure);
            parts.lifecycle().failed(handle, job, failure);
            if (keepsCheckpoint) {
                parts.jobs().removeOtherKeptCheckpoints(handle, job).forEach(digest -> parts.artefacts()
                        .remove(handle, job.tenant(), digest));
            } else {
                removeCheckpoint(handle);
            }
        });
    }

    JobEnd cancel() {
        LOG.info("job {} of tenant {} cancelled", job.job(), job.tenant());
        return end(JobEnd.CANCELLED, handle -> {
            parts.jobs().cancelled(handle, job);
            parts.lifecycle().cancelled(handle, job);
            removeCheckpoint(handle);
        });
    }

    JobEnd afterFailure(Throwable thrown) {
        boolean stopping = workerStopping.getCount() == 0;
        // An interrupt has done its work; the statements that follow must not meet it.
        boolean interrupted = Thread.interrupted() || thrown instanceof InterruptedException;
        if (committed) return JobEnd.SUCCEEDED;
        if (stopping && interrupted) return giveBack(Duration.ZERO);
        Failure failure = Failures.of(thrown);
        if (job.attempt() < mostAttempts(failure)) {
            Duration pause = parts.settings().backoff().after(job.attempt());
            LOG.warn("job {} is tried again in {}: {}", job.job(), pause, failure.message(), thrown);
            return giveBack(pause);
        }
        if (failure.kind() == Failure.Kind.DEFECT) LOG.error("job {} met a defect", job.job(), thrown);
        return fail(failure);
    }

    private int mostAttempts(Failure failure) {
        return switch (failure.kind()) {
            case TRANSIENT -> parts.settings().attempts();
            case RESOURCE -> Math.min(parts.settings().attempts(), RESOURCE_ATTEMPTS);
            case USER, DEFECT -> 1;
        };
    }

    private JobEnd giveBack(Duration pause) {
        return end(JobEnd.GIVEN_BACK, handle -> parts.jobs().giveBack(handle, job, pause));
    }

    private JobEnd end(JobEnd end, Consumer<Handle> writes) {
        try {
            persistently(() -> parts.database().useTransaction(writes));
            return end;
        } catch (LeaseLostException lost) {
            LOG.warn("{}", lost.getMessage());
            return JobEnd.LOST;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            // The lease ends by itself and somebody else takes the job.
            return JobEnd.LOST;
        }
    }

    private void removeCheckpoint(Handle handle) {
        parts.jobs().removeCheckpoint(handle, job.tenant(), job.job()).ifPresent(digest -> parts.artefacts()
                .remove(handle, job.tenant(), digest));
    }

    /** Repeats while the database is away, as long as the job may still be ours. */
    private void persistently(Runnable transaction) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            if (leaseLost) throw new LeaseLostException(job);
            try {
                transaction.run();
                return;
            } catch (LeaseLostException | JobCancelledException ended) {
                throw ended;
            } catch (RuntimeException thrown) {
                Failure failure = Failures.of(thrown);
                if (failure.kind() != Failure.Kind.TRANSIENT) throw thrown;
                Duration pause = Backoff.quick().after(attempt);
                LOG.warn("job {} waits for the database, {}: {}", job.job(), pause, failure.message());
                if (workerStopping.await(pause.toMillis(), TimeUnit.MILLISECONDS) && attempt > 3) throw thrown;
            }
        }
    }

    private void beat() {
        try (LogContext named = LogContext.of(job)) {
            while (!released.await(parts.settings().heartbeat().toMillis(), TimeUnit.MILLISECONDS)) {
                beatOnce();
                if (leaseLost) return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void beatOnce() {
        try {
            Heartbeat answer = parts.database().inTransaction(handle -> {
                parts.jobs().lockOwner(handle, job);
                Heartbeat found =
                        parts.jobs().heartbeat(handle, job, parts.settings().lease());
                if (found != Heartbeat.LOST) parts.lifecycle().heartbeat(handle, job);
                return found;
            });
            // Between the end of the job and the end of this thread a heartbeat finds the row ended.
            if (answer == Heartbeat.LOST && released.getCount() > 0) leaseLost = true;
            if (answer == Heartbeat.CANCEL_REQUESTED) cancelRequested = true;
            if (answer != Heartbeat.LOST) parts.observer().heartbeat(job);
        } catch (RuntimeException away) {
            LOG.warn(
                    "heartbeat of job {} failed: {}",
                    job.job(),
                    Failures.of(away).message());
        }
    }

    @Override
    public void close() {
        released.countDown();
        heart.interrupt();
        phases.end(System.nanoTime());
        parts.lifecycle().released(job);
        parts.observer().released(job);
    }
}
