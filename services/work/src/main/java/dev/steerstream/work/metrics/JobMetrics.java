package dev.steerstream.work.metrics;

import dev.steerstream.work.jobs.JobEnd;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobObserver;
import dev.steerstream.work.jobs.LeasedJob;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs of a worker: how its holds ended, how long phases took, how old the last heartbeat is. Safe from any thread. */
public final class JobMetrics implements JobObserver {
    private final MeterRegistry registry;
    /** {@link System#nanoTime()} of the last heartbeat of each job that is held. */
    private final Map<LeasedJob, Long> heartbeats = new ConcurrentHashMap<>();

    /** Every count is there from the start, so that a first loss shows as a rise from 0. */
    public JobMetrics(MeterRegistry registry, Collection<JobKind> kinds) {
        this.registry = registry;
        for (JobKind kind : kinds) {
            for (JobEnd end : JobEnd.values()) ends(kind, end);
            Gauge.builder("steerstream.job.heartbeat.age", () -> heartbeatAge(kind))
                    .description("Time since the database last confirmed the lease of the job at hand; 0 without one")
                    .baseUnit("seconds")
                    .tag("kind", kind.id())
                    .register(registry);
        }
    }

    @Override
    public void ended(LeasedJob job, JobEnd end) {
        ends(job.kind(), end).increment();
    }

    private Counter ends(JobKind kind, JobEnd end) {
        return Counter.builder("steerstream.job.ends")
                .description("Jobs by how this worker's hold on them ended; lost is a lease that somebody else has")
                .tag("kind", kind.id())
                .tag("outcome", end.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    @Override
    public void heartbeat(LeasedJob job) {
        heartbeats.put(job, System.nanoTime());
    }

    @Override
    public void released(LeasedJob job) {
        heartbeats.remove(job);
    }

    @Override
    public void phaseEnded(LeasedJob job, String phase, Duration duration) {
        Timer.builder("steerstream.job.phase")
                .description("Time of a job's phases")
                .tag("kind", job.kind().id())
                .tag("phase", phase)
                .register(registry)
                .record(duration);
    }

    private double heartbeatAge(JobKind kind) {
        long now = System.nanoTime();
        OptionalLong oldest = heartbeats.entrySet().stream()
                .filter(held -> held.getKey().kind() == kind)
                .mapToLong(held -> now - held.getValue())
                .max();
        return oldest.orElse(0) / 1e9;
    }
}
