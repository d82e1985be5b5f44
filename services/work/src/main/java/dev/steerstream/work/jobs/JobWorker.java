package dev.steerstream.work.jobs;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.traces.TracedWork;
import dev.steerstream.work.traces.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs of some kinds, one at a time, those of an earlier kind first, and runs them on a thread of its own; another thread sends heartbeats. A job whose holder dies is taken
 * again when its lease ends. Transient and resource failures are tried again with backoff up to {@link Settings#attempts()}, attempts of dead
 * workers included; user failures and defects end the job.
 *
 * <p>{@link #close()} stops within a step and gives the job back at once, without waiting for its lease.
 */
public final class JobWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);

    private final Database database;
    private final JobStore jobs;
    private final ArtefactStore artefacts;
    private final List<Work> works;
    private final Settings settings;
    private final JobObserver observer;
    private final Tracing tracing;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile LeasedJob current;
    private volatile Failure failure;

    /**
     * How a worker holds its jobs.
     *
     * @param owner names the worker, for people
     * @param lease how long a job stays with a silent worker
     * @param heartbeat how often the lease is lengthened, at most a third of it
     * @param poll how often an idle worker looks for a job
     * @param attempts a job is tried so often before it fails
     * @param backoff between attempts
     */
    public record Settings(
            String owner, Duration lease, Duration heartbeat, Duration poll, int attempts, Backoff backoff) {
        public Settings {
            if (heartbeat.multipliedBy(3).compareTo(lease) > 0) {
                throw new IllegalArgumentException("a heartbeat every " + heartbeat + " under a lease of " + lease
                        + ": it must be at most a third of the lease");
            }
            if (attempts < 1) throw new IllegalArgumentException(attempts + " attempts: at least 1");
        }

        /** A lease of 30 s, a heartbeat every 2 s, 20 attempts up to a minute apart. */
        public static Settings defaults(String owner) {
            return new Settings(
                    owner,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(500),
                    20,
                    Backoff.patient());
        }
    }

    /** What a worker does with the jobs of a kind. */
    public record Work(JobKind kind, JobHandler handler, JobLifecycle lifecycle) {}

    /** What a worker works with. */
    record JobParts(
            Database database,
            JobStore jobs,
            ArtefactStore artefacts,
            JobLifecycle lifecycle,
            JobObserver observer,
            Settings settings) {}

    private JobWorker(
            Database database,
            JobStore jobs,
            ArtefactStore artefacts,
            List<Work> works,
            JobObserver observer,
            Tracing tracing,
            Settings settings) {
        this.database = database;
        this.jobs = jobs;
        this.artefacts = artefacts;
        this.works = List.copyOf(works);
        this.observer = observer;
        this.tracing = tracing;
        this.settings = settings;
        this.thread = new Thread(this::run, "job-" + works.get(0).kind().id());
        thread.setDaemon(true);
    }

    public static JobWorker start(
            Database database,
            JobStore jobs,
            ArtefactStore artefacts,
            List<Work> works,
            JobObserver observer,
            Tracing tracing,
            Settings settings) {
        JobWorker worker = new JobWorker(database, jobs, artefacts, works, observer, tracing, settings);
        worker.thread.start();
        return worker;
    }

    /** The job at hand, or empty. */
    public Optional<LeasedJob> current() {
        return Optional.ofNullable(current);
    }

    /** What keeps it from taking jobs now, or empty. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether its thread works. */
    public boolean running() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(5).toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        while (!stopped(Duration.ZERO)) {
            try {
                boolean idle = true;
                for (Work work : works) {
                    Optional<LeasedJob> taken = database.inTransaction(
                            handle -> jobs.take(handle, work.kind(), settings.owner(), settings.lease()));
                    failure = null;
                    failures = 0;
                    if (taken.isEmpty()) continue;
                    runJob(taken.get(), work);
                    idle = false;
                    break;
                }
                if (idle) stopped(settings.poll());
            } catch (RuntimeException thrown) {
                failure = Failures.of(thrown);
                LOG.warn("no job can be taken: {}", failure.message());
                stopped(Backoff.quick().after(++failures));
            }
        }
    }

    private void runJob(LeasedJob taken, Work work) {
        JobParts parts = new JobParts(database, jobs, artefacts, work.lifecycle(), observer, settings);
        try (TracedWork span = tracing.consumed(work.kind().id(), taken.trace())) {
            LeasedJob job = taken.under(span.headers());
            span.with("steerstream.job", job.job())
                    .with("steerstream.adaptation", job.adaptation())
                    .with("steerstream.evaluation", job.evaluation())
                    .with("steerstream.attempt", job.attempt());
            JobEnd end = run(job, work, parts);
            if (end != JobEnd.SUCCEEDED) span.failed(end.name().toLowerCase(Locale.ROOT));
        }
    }

    private JobEnd run(LeasedJob job, Work work, JobParts parts) {
        current = job;
        try (LogContext named = LogContext.of(job);
                HeldJob held = new HeldJob(parts, job, stopping)) {
            JobEnd end = runHeld(job, work.handler(), held);
            observer.ended(job, end);
            return end;
        } finally {
            current = null;
        }
    }

    private JobEnd runHeld(LeasedJob job, JobHandler handler, HeldJob held) {
        try {
            if (job.cancelRequested()) throw new JobCancelledException(job);
            if (job.attempt() > settings.attempts()) {
                return held.fail(new Failure(
                        Failure.Kind.DEFECT,
                        "ATTEMPTS_EXHAUSTED",
                        "job " + job.job() + " was tried " + (job.attempt() - 1)
                                + " times and its last worker ended without a word",
                        "Look for the reason in the worker's log, such as too little memory, and start it again."));
            }
            LOG.info(
                    "job {} of tenant {} taken, attempt {}, fence {}",
                    job.job(),
                    job.tenant(),
                    job.attempt(),
                    job.fence());
            held.begin();
            handler.run(job, held);
            if (held.committed()) return JobEnd.SUCCEEDED;
            return held.fail(new Failure(
                    Failure.Kind.DEFECT,
                    "NOT_COMMITTED",
                    "the handler of job " + job.job() + " returned without a result",
                    "This is a defect of SteerStream: please report it."));
        } catch (LeaseLostException lost) {
            LOG.warn("{}", lost.getMessage());
            return JobEnd.LOST;
        } catch (JobCancelledException cancelled) {
            return held.cancel();
        } catch (Exception | OutOfMemoryError | LinkageError thrown) {
            return held.afterFailure(thrown);
        }
    }

    private boolean stopped(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
