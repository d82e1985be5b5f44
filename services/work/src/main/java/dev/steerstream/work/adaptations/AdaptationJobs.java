package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.jobs.JobCancelledException;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobLifecycle;
import dev.steerstream.work.jobs.LeasedJob;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/** What the steps of a job mean to its adaptation. Progress goes out directly; its last value is stored with the heartbeat. Safe from any thread. */
public final class AdaptationJobs implements JobLifecycle {
    private final AdaptationStore adaptations;
    private final ProgressPublisher publisher;
    private final Clock clock;
    /** Of the jobs that this process holds, by tenant and job. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    public AdaptationJobs(AdaptationStore adaptations, ProgressPublisher publisher, Clock clock) {
        this.adaptations = adaptations;
        this.publisher = publisher;
        this.clock = clock;
    }

    private record Held(Adaptation adaptation, Progress progress) {
        Held with(Adaptation now) {
            return new Held(now, progress);
        }

        Held with(Progress now) {
            return new Held(adaptation, now);
        }
    }

    @Override
    public void started(Handle handle, LeasedJob job) {
        Adaptation adaptation = adaptations.require(handle, job.tenant(), job.adaptation());
        if (adaptation.state() == AdaptationState.CANCELLING) throw new JobCancelledException(job);
        if (job.kind() == JobKind.WARM_START && adaptation.state() == AdaptationState.QUEUED) {
            adaptation = adaptations.apply(handle, adaptation, AdaptationChange.started());
        }
        if (job.kind() == JobKind.EXTRACTION && adaptation.state() == AdaptationState.TRAINED) {
            adaptations.moveSilently(handle, adaptation, AdaptationState.CALIBRATING);
        }
        held.put(key(job), new Held(adaptation, null));
    }

    @Override
    public void checkpointed(Handle handle, LeasedJob job, long step) {
        Adaptation before = adaptations.require(handle, job.tenant(), job.adaptation());
        Adaptation after = adaptations.apply(handle, before, AdaptationChange.checkpointed(step));
        held.computeIfPresent(key(job), (key, now) -> now.with(after));
    }

    @Override
    public void failed(Handle handle, LeasedJob job, Failure failure) {
        Adaptation adaptation = adaptations.require(handle, job.tenant(), job.adaptation());
        if (!adaptation.state().terminal()) adaptations.apply(handle, adaptation, AdaptationChange.failed(failure));
    }

    @Override
    public void cancelled(Handle handle, LeasedJob job) {
        Adaptation adaptation = adaptations.require(handle, job.tenant(), job.adaptation());
        if (!adaptation.state().terminal()) adaptations.apply(handle, adaptation, AdaptationChange.cancelled());
    }

    @Override
    public void progressed(LeasedJob job, Progress progress) {
        Held now = held.computeIfPresent(key(job), (key, before) -> before.with(progress));
        if (now == null) return;
        Adaptation adaptation = now.adaptation();
        publisher.publish(
                adaptation.tenant(),
                Topic.ADAPTATION_EVENTS,
                adaptation.key(),
                new AdaptationEvent(
                        adaptation.task(),
                        adaptation.adaptation(),
                        adaptation.sequence(),
                        AdaptationEvent.Type.PROGRESS,
                        clock.instant(),
                        adaptation.dataset(),
                        adaptation.submission(),
                        progress,
                        null,
                        adaptation.adapterDigest(),
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    @Override
    public void heartbeat(Handle handle, LeasedJob job) {
        Held now = held.get(key(job));
        if (now != null && now.progress() != null) {
            adaptations.storeProgress(handle, job.tenant(), job.adaptation(), now.progress());
        }
    }

    @Override
    public void released(LeasedJob job) {
        held.remove(key(job));
    }

    private static String key(LeasedJob job) {
        return job.tenant() + "/" + job.job();
    }
}
