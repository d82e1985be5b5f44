package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.outbox.Outbox;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Removes what a task holds: profiles, vectors, adapters and their chunks, evaluations, and the compacted topic's record. What runs is cancelled. The
 * adaptations' rows stay as history, with the digests of what is gone. Every deletion leaves an audit row.
 */
public final class TaskDeletion {
    private final AdaptationStore adaptations;
    private final JobStore jobs;
    private final ArtefactStore artefacts;
    private final Outbox outbox;
    private final TaskPart evaluations;

    public TaskDeletion(
            AdaptationStore adaptations, JobStore jobs, ArtefactStore artefacts, Outbox outbox, TaskPart evaluations) {
        this.adaptations = adaptations;
        this.jobs = jobs;
        this.artefacts = artefacts;
        this.outbox = outbox;
        this.evaluations = evaluations;
    }

    void delete(Handle handle, String tenant, AdaptationCommand command) {
        cancelUnfinished(handle, tenant, command.task());
        handle.createQuery("select true from task where tenant = :tenant and task = :task for no key update")
                .bind("tenant", tenant)
                .bind("task", command.task())
                .mapTo(Boolean.class)
                .one();
        evaluations.deleted(handle, tenant, command.task());
        List<String> vectors = texts(
                handle,
                "delete from steering_profile where tenant = :tenant and task = :task returning vector_digest",
                tenant,
                command.task());
        // Their ramps went with the profiles; what replays said of them goes too.
        for (String table : List.of("replay", "generation_removed")) {
            handle.createUpdate("delete from " + table + " where tenant = :tenant and task = :task")
                    .bind("tenant", tenant)
                    .bind("task", command.task())
                    .execute();
        }
        // An adapter of the same digest may serve another task's profile, or be about to.
        List<String> adapters = texts(
                handle,
                "delete from adapter d using adaptation a where a.tenant = :tenant and a.task = :task"
                        + " and d.tenant = a.tenant and d.digest = a.adapter_digest"
                        + " and not exists (select from steering_profile p"
                        + "   where p.tenant = d.tenant and p.adapter_digest = d.digest)"
                        + " and not exists (select from adaptation o where o.tenant = d.tenant"
                        + "   and o.adapter_digest = d.digest and o.task <> a.task and o.ended_at is null)"
                        + " returning d.artefact",
                tenant,
                command.task());
        // Those of jobs that still run go with their end.
        List<String> checkpoints = texts(
                handle,
                "delete from checkpoint c using job j, adaptation a where a.tenant = :tenant and a.task = :task"
                        + " and j.tenant = a.tenant and j.adaptation = a.adaptation and j.state = 'failed'"
                        + " and c.tenant = j.tenant and c.job = j.job returning c.digest",
                tenant,
                command.task());
        checkpoints.stream().distinct().forEach(digest -> artefacts.remove(handle, tenant, digest));
        vectors.stream().distinct().forEach(digest -> artefacts.remove(handle, tenant, digest));
        adapters.stream().distinct().forEach(digest -> artefacts.remove(handle, tenant, digest));
        handle.createUpdate(
                        "update task set state = 'deleted', profile_version = null where tenant = :tenant and task = :task")
                .bind("tenant", tenant)
                .bind("task", command.task())
                .execute();
        outbox.appendTombstone(handle, tenant, Topic.STEERING_PROFILES, tenant + "/" + command.task());
        audit(handle, tenant, "delete", command.task(), command);
    }

    private void cancelUnfinished(Handle handle, String tenant, String task) {
        for (String unfinished : texts(
                handle,
                "select adaptation from adaptation where tenant = :tenant and task = :task and ended_at is null"
                        + " and state <> 'cancelling' order by adaptation for no key update",
                tenant,
                task)) {
            boolean asked = jobs.requestCancel(handle, tenant, unfinished) == JobStore.Cancelling.ASKED;
            adaptations.apply(
                    handle,
                    adaptations.require(handle, tenant, unfinished),
                    asked ? AdaptationChange.cancelling() : AdaptationChange.cancelled());
        }
    }

    void audit(Handle handle, String tenant, String action, String task, AdaptationCommand command) {
        Audit.write(handle, tenant, "command " + command.id(), action, "task " + task, command);
    }

    private static List<String> texts(Handle handle, String statement, String tenant, String task) {
        return handle.createQuery(statement)
                .bind("tenant", tenant)
                .bind("task", task)
                .mapTo(String.class)
                .list();
    }
}
