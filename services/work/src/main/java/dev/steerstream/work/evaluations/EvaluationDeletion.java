package dev.steerstream.work.evaluations;

import dev.steerstream.work.adaptations.TaskPart;
import dev.steerstream.work.artefacts.ArtefactStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Removes a task's evaluations with what they found and what they have kept on the way. Those that have not ended end first, as cancelled; a worker
 * that is at one finds its lease gone. Safe from any thread.
 */
public final class EvaluationDeletion implements TaskPart {
    private static final String OF_TASK = " where tenant = :tenant and task = :task";

    private final EvaluationStore evaluations;
    private final ArtefactStore artefacts;

    public EvaluationDeletion(EvaluationStore evaluations, ArtefactStore artefacts) {
        this.evaluations = evaluations;
        this.artefacts = artefacts;
    }

    @Override
    public void deleted(Handle handle, String tenant, String task) {
        // All rows are locked, so that none is written to until they are gone.
        for (String evaluation : texts(
                handle,
                "select evaluation from evaluation" + OF_TASK + " order by evaluation for update",
                tenant,
                task)) {
            Evaluation now = evaluations.require(handle, tenant, evaluation);
            if (!now.state().terminal()) evaluations.apply(handle, now, EvaluationChange.cancelled());
        }
        Set<String> digests = new LinkedHashSet<>(texts(
                handle,
                "delete from checkpoint c using job j, evaluation e where e.tenant = :tenant and e.task = :task"
                        + " and j.tenant = e.tenant and j.evaluation = e.evaluation"
                        + " and c.tenant = j.tenant and c.job = j.job returning c.digest",
                tenant,
                task));
        digests.addAll(texts(
                handle,
                "select unnest(array_remove(array[measures_digest::text, report_digest::text, dose_digest::text], null)) from evaluation"
                        + OF_TASK + " and state = 'succeeded'",
                tenant,
                task));
        // What a gateway accepted and nobody has taken goes too: its start will find no task.
        handle.createUpdate(
                        "delete from accepted_start where tenant = :tenant and kind = 'evaluation' and task = :task")
                .bind("tenant", tenant)
                .bind("task", task)
                .execute();
        // Their jobs go with them.
        handle.createUpdate("delete from evaluation" + OF_TASK)
                .bind("tenant", tenant)
                .bind("task", task)
                .execute();
        digests.forEach(digest -> artefacts.remove(handle, tenant, digest));
    }

    private static List<String> texts(Handle handle, String statement, String tenant, String task) {
        return handle.createQuery(statement)
                .bind("tenant", tenant)
                .bind("task", task)
                .mapTo(String.class)
                .list();
    }
}
