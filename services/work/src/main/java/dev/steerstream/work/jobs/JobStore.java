package dev.steerstream.work.jobs;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.database.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The statements on jobs, each within the caller's transaction. All times are the database's. Locks are taken in the order adaptation or
 * evaluation, job, task.
 * Stateless, safe from any thread.
 */
public final class JobStore {
    /** Checkpoints of failed jobs k of the task that an adaptation is of. */
    private static final String KEPT = " from adaptation a"
            + " join adaptation o on o.tenant = a.tenant and o.task = a.task"
            + " join job k on k.tenant = o.tenant and k.adaptation = o.adaptation and k.state = 'failed'"
            + " join checkpoint c on c.tenant = k.tenant and c.job = k.job"
            + " where a.tenant = :tenant and a.adaptation = :adaptation";

    private static final String OURS =
            " where tenant = :tenant and job = :job and state = 'running' and fence = :fence";

    /**
     * Adds a job that may be taken at once; an adaptation has one of each kind, so a second call adds none. Whether it was new.
     *
     * @param trace the header of the span under which its work hangs, or empty
     */
    public boolean enqueue(Handle handle, String tenant, JobKind kind, String adaptation, Map<String, String> trace) {
        int added = handle.createUpdate("insert into job (tenant, job, kind, adaptation, traceparent)"
                        + " values (:tenant, :job, :kind, :adaptation, :traceparent)"
                        + " on conflict (tenant, adaptation, kind) where evaluation is null do nothing")
                .bind("tenant", tenant)
                .bind("job", UUID.randomUUID().toString())
                .bind("kind", kind.id())
                .bind("adaptation", adaptation)
                .bind("traceparent", trace.get(MessageHeaders.TRACE_PARENT))
                .execute();
        return added == 1;
    }

    /** Adds the job of an evaluation of this adaptation's profile, which may be taken at once. */
    public void enqueueEvaluation(
            Handle handle, String tenant, String adaptation, String evaluation, Map<String, String> trace) {
        handle.createUpdate("insert into job (tenant, job, kind, adaptation, evaluation, traceparent)"
                        + " values (:tenant, :job, :kind, :adaptation, :evaluation, :traceparent)")
                .bind("tenant", tenant)
                .bind("job", UUID.randomUUID().toString())
                .bind("kind", JobKind.EVALUATION.id())
                .bind("adaptation", adaptation)
                .bind("evaluation", evaluation)
                .bind("traceparent", trace.get(MessageHeaders.TRACE_PARENT))
                .execute();
    }

    /**
     * Takes the oldest job that is due: queued, or left by a worker whose lease has ended. The fence and the attempt rise.
     *
     * @param owner names the worker, for people
     */
    public Optional<LeasedJob> take(Handle handle, JobKind kind, String owner, Duration lease) {
        return handle.createQuery(
                        "update job set state = 'running', fence = fence + 1, attempt = attempt + 1,"
                                + " lease_owner = :owner, lease_expires_at = clock_timestamp() + :lease * interval '1 millisecond',"
                                + " started_at = coalesce(started_at, clock_timestamp())"
                                + " where (tenant, job) in (select tenant, job from job where kind = :kind and not_before <= clock_timestamp()"
                                + " and (state = 'queued' or (state = 'running' and lease_expires_at < clock_timestamp()))"
                                + " order by not_before, created_at limit 1 for no key update skip locked)"
                                + " returning tenant, job, kind, adaptation, evaluation, fence, attempt, cancel_requested, traceparent")
                .bind("owner", owner)
                .bind("lease", lease.toMillis())
                .bind("kind", kind.id())
                .map((row, context) -> new LeasedJob(
                        row.getString("tenant"),
                        row.getString("job"),
                        JobKind.of(row.getString("kind")),
                        row.getString("adaptation"),
                        row.getString("evaluation"),
                        row.getLong("fence"),
                        row.getInt("attempt"),
                        row.getBoolean("cancel_requested"),
                        row.getString("traceparent")))
                .findOne();
    }

    /** Lengthens the lease. A lease that has expired but that nobody took is ours again. */
    public Heartbeat heartbeat(Handle handle, LeasedJob job, Duration lease) {
        return bound(
                        handle.createQuery("update job set lease_expires_at = clock_timestamp()"
                                + " + :lease * interval '1 millisecond'" + OURS + " returning cancel_requested"),
                        job)
                .bind("lease", lease.toMillis())
                .mapTo(Boolean.class)
                .findOne()
                .map(cancel -> cancel ? Heartbeat.CANCEL_REQUESTED : Heartbeat.HELD)
                .orElse(Heartbeat.LOST);
    }

    /**
     * Ends the job as succeeded. It races with {@link #requestCancel} on the row: whoever commits first wins.
     *
     * @throws JobCancelledException where cancelling was asked first
     * @throws LeaseLostException where the fence is no longer the job's
     */
    public void complete(Handle handle, LeasedJob job) {
        lockOwner(handle, job);
        int ended = bound(
                        handle.createUpdate("update job set state = 'succeeded', lease_owner = null,"
                                + " lease_expires_at = null, ended_at = clock_timestamp()" + OURS
                                + " and not cancel_requested"),
                        job)
                .execute();
        if (ended == 1) return;
        requireHeld(handle, job);
        throw new JobCancelledException(job);
    }

    /** Ends the job as failed. Throws {@link LeaseLostException} where the fence is no longer the job's. */
    public void fail(Handle handle, LeasedJob job, Failure failure) {
        lockOwner(handle, job);
        requireOne(
                bound(
                                handle.createUpdate("update job set state = 'failed', lease_owner = null,"
                                        + " lease_expires_at = null, ended_at = clock_timestamp(),"
                                        + " failure = cast(:failure as jsonb)" + OURS),
                                job)
                        .bind("failure", Json.write(failure))
                        .execute(),
                job);
    }

    /** Ends the job as cancelled by its holder. Throws {@link LeaseLostException} where the fence is no longer the job's. */
    public void cancelled(Handle handle, LeasedJob job) {
        lockOwner(handle, job);
        requireOne(
                bound(
                                handle.createUpdate("update job set state = 'cancelled', lease_owner = null,"
                                        + " lease_expires_at = null, ended_at = clock_timestamp()" + OURS),
                                job)
                        .execute(),
                job);
    }

    /** Gives the job back, to be taken again after {@code pause}. Throws {@link LeaseLostException} where the fence is no longer the job's. */
    public void giveBack(Handle handle, LeasedJob job, Duration pause) {
        requireOne(
                bound(
                                handle.createUpdate("update job set state = 'queued', lease_owner = null,"
                                        + " lease_expires_at = null,"
                                        + " not_before = clock_timestamp() + :pause * interval '1 millisecond'" + OURS),
                                job)
                        .bind("pause", pause.toMillis())
                        .execute(),
                job);
    }

    /** What became of a request to cancel an adaptation's jobs. */
    public enum Cancelling {
        /** No job runs: the queued one, if there was one, is cancelled now. */
        ENDED,
        /** A worker holds a job and will end it. */
        ASKED
    }

    /** Cancels the adaptation's queued jobs and asks the holders of running ones. The caller has locked the adaptation's row. */
    public Cancelling requestCancel(Handle handle, String tenant, String adaptation) {
        return requestCancel(handle, tenant, "adaptation = :id and evaluation is null", adaptation);
    }

    /** As {@link #requestCancel}, of an evaluation's job; its row is locked by the caller. */
    public Cancelling requestCancelEvaluation(Handle handle, String tenant, String evaluation) {
        return requestCancel(handle, tenant, "evaluation = :id", evaluation);
    }

    private static Cancelling requestCancel(Handle handle, String tenant, String whose, String id) {
        handle.createUpdate("update job set state = 'cancelled', cancel_requested = true, ended_at = clock_timestamp()"
                        + " where tenant = :tenant and " + whose + " and state = 'queued'")
                .bind("tenant", tenant)
                .bind("id", id)
                .execute();
        int asked = handle.createUpdate("update job set cancel_requested = true where tenant = :tenant and " + whose
                        + " and state = 'running'")
                .bind("tenant", tenant)
                .bind("id", id)
                .execute();
        return asked == 0 ? Cancelling.ENDED : Cancelling.ASKED;
    }

    /** Makes this the job's checkpoint; the digest of the one it replaces. Throws {@link LeaseLostException} where the fence is not the job's. */
    public Optional<String> saveCheckpoint(Handle handle, LeasedJob job, long step, String digest) {
        lockOwner(handle, job);
        requireHeld(handle, job);
        Optional<String> replaced = checkpoint(handle, job.tenant(), job.job()).map(Checkpoint::digest);
        handle.createUpdate("insert into checkpoint (tenant, job, step, fence, digest)"
                        + " values (:tenant, :job, :step, :fence, :digest) on conflict (tenant, job) do update"
                        + " set step = :step, fence = :fence, digest = :digest, created_at = clock_timestamp()")
                .bind("tenant", job.tenant())
                .bind("job", job.job())
                .bind("step", step)
                .bind("fence", job.fence())
                .bind("digest", digest)
                .execute();
        return replaced.filter(old -> !old.equals(digest));
    }

    public Optional<Checkpoint> checkpoint(Handle handle, String tenant, String job) {
        return handle.createQuery("select step, digest from checkpoint where tenant = :tenant and job = :job")
                .bind("tenant", tenant)
                .bind("job", job)
                .map((row, context) -> new Checkpoint(row.getLong("step"), row.getString("digest")))
                .findOne();
    }

    /** What a failed warm start of the job's task has kept. */
    Optional<Checkpoint> keptCheckpoint(Handle handle, LeasedJob job, String adaptation) {
        return handle.createQuery("select c.step, c.digest" + KEPT + " and k.adaptation = :kept")
                .bind("tenant", job.tenant())
                .bind("adaptation", job.adaptation())
                .bind("kept", adaptation)
                .map((row, context) -> new Checkpoint(row.getLong("step"), row.getString("digest")))
                .findOne();
    }

    /** Forgets what other failed warm starts of the job's task have kept; the digests of the artefacts, which the caller removes. */
    List<String> removeOtherKeptCheckpoints(Handle handle, LeasedJob job) {
        return handle.createQuery("delete from checkpoint where tenant = :tenant and job in (select k.job" + KEPT
                        + " and k.job <> :job) returning digest")
                .bind("tenant", job.tenant())
                .bind("adaptation", job.adaptation())
                .bind("job", job.job())
                .mapTo(String.class)
                .list();
    }

    /** Forgets the job's checkpoint; the digest of its artefact, which the caller removes. */
    public Optional<String> removeCheckpoint(Handle handle, String tenant, String job) {
        return handle.createQuery("delete from checkpoint where tenant = :tenant and job = :job returning digest")
                .bind("tenant", tenant)
                .bind("job", job)
                .mapTo(String.class)
                .findOne();
    }

    /** Whether the job ended as succeeded under this very lease: answers a commit whose acknowledgement was lost. */
    boolean completedBy(Handle handle, LeasedJob job) {
        return bound(
                        handle.createQuery("select exists (select from job where tenant = :tenant and job = :job"
                                + " and fence = :fence and state = 'succeeded')"),
                        job)
                .mapTo(Boolean.class)
                .one();
    }

    /** Locks the row of what the job belongs to, then the job's, and checks the fence. */
    void requireHeldWithOwner(Handle handle, LeasedJob job) {
        lockOwner(handle, job);
        requireHeld(handle, job);
    }

    /** Locks the job's row and checks the fence. */
    void requireHeld(Handle handle, LeasedJob job) {
        boolean held = bound(handle.createQuery("select true from job" + OURS + " for no key update"), job)
                .mapTo(Boolean.class)
                .findOne()
                .isPresent();
        if (!held) throw new LeaseLostException(job);
    }

    /** The evaluation or the adaptation: before the job's row, in every transaction that also writes it: one order, no deadlock. */
    void lockOwner(Handle handle, LeasedJob job) {
        boolean judges = job.evaluation() != null;
        handle.createQuery(
                        judges
                                ? "select true from evaluation where tenant = :tenant and evaluation = :id for no key update"
                                : "select true from adaptation where tenant = :tenant and adaptation = :id for no key update")
                .bind("tenant", job.tenant())
                .bind("id", judges ? job.evaluation() : job.adaptation())
                .mapTo(Boolean.class)
                .findOne();
    }

    private static void requireOne(int changed, LeasedJob job) {
        if (changed != 1) throw new LeaseLostException(job);
    }

    private static <T extends SqlStatement<T>> T bound(T statement, LeasedJob job) {
        return statement.bind("tenant", job.tenant()).bind("job", job.job()).bind("fence", job.fence());
    }
}
