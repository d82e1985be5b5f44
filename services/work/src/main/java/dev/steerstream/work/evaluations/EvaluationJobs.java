package dev.steerstream.work.evaluations;

import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.adaptations.ProgressPublisher;
import dev.steerstream.work.jobs.JobCancelledException;
import dev.steerstream.work.jobs.JobLifecycle;
import dev.steerstream.work.jobs.LeasedJob;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/** What the steps of a job mean to its evaluation. Progress goes out directly; its last value is stored with the heartbeat. Safe from any thread. */
public final class EvaluationJobs implements JobLifecycle {
    private static final EvaluationChange PROGRESS =
            new EvaluationChange(EvaluationEvent.Type.PROGRESS, null, null, null, null, null, null);

    private final EvaluationStore evaluations;
    private final ProgressPublisher publisher;
    /** Of the jobs that this process holds, by tenant and job. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    public EvaluationJobs(EvaluationStore evaluations, ProgressPublisher publisher) {
        this.evaluations = evaluations;
        this.publisher = publisher;
    }

    private record Held(Evaluation evaluation, Progress progress) {}

    @Override
    public void started(Handle handle, LeasedJob job) {
        Evaluation evaluation = evaluations.require(handle, job.tenant(), job.evaluation());
        if (evaluation.state() == EvaluationState.CANCELLING) throw new JobCancelledException(job);
        if (evaluation.state() == EvaluationState.QUEUED) {
            evaluation = evaluations.apply(handle, evaluation, EvaluationChange.started());
        }
        held.put(key(job), new Held(evaluation, null));
    }

    @Override
    public void checkpointed(Handle handle, LeasedJob job, long step) {
        Evaluation before = evaluations.require(handle, job.tenant(), job.evaluation());
        Evaluation after = evaluations.apply(handle, before, EvaluationChange.checkpointed(step));
        held.computeIfPresent(key(job), (key, now) -> new Held(after, now.progress()));
    }

    @Override
    public void failed(Handle handle, LeasedJob job, Failure failure) {
        Evaluation evaluation = evaluations.require(handle, job.tenant(), job.evaluation());
        if (!evaluation.state().terminal()) evaluations.apply(handle, evaluation, EvaluationChange.failed(failure));
    }

    @Override
    public void cancelled(Handle handle, LeasedJob job) {
        Evaluation evaluation = evaluations.require(handle, job.tenant(), job.evaluation());
        if (!evaluation.state().terminal()) evaluations.apply(handle, evaluation, EvaluationChange.cancelled());
    }

    @Override
    public void progressed(LeasedJob job, Progress progress) {
        Held now = held.computeIfPresent(key(job), (key, before) -> new Held(before.evaluation(), progress));
        if (now == null) return;
        Evaluation evaluation = now.evaluation();
        publisher.publish(
                evaluation.tenant(),
                Topic.EVALUATION_EVENTS,
                evaluation.key(),
                evaluations.event(evaluation, PROGRESS, progress));
    }

    @Override
    public void heartbeat(Handle handle, LeasedJob job) {
        Held now = held.get(key(job));
        if (now != null && now.progress() != null) {
            evaluations.storeProgress(handle, job.tenant(), job.evaluation(), now.progress());
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
