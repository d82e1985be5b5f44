package dev.steerstream.gateway.openai.evals;

import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads which tasks were evaluated, and when. */
@Singleton
public class EvalQueries {
    private static final String EVALUATED = "select task, min(created_at) created_at from evaluation"
            + " where tenant = :tenant and (cast(:task as text) is null or task = :task) group by task ";

    private final Database database;

    public EvalQueries(Database database) {
        this.database = database;
    }

    /** @param firstAt when it was first evaluated */
    record EvaluatedTask(String task, Instant firstAt) {}

    Optional<EvaluatedTask> one(Tenant tenant, String task) {
        return list(tenant, task, new ListQuery(null, 1)).stream().findFirst();
    }

    /** By name; one more than asked for, where there is more. */
    List<EvaluatedTask> list(Tenant tenant, String task, ListQuery query) {
        return database.read(handle -> handle.createQuery("select * from (" + EVALUATED + ") evaluated"
                        + " where cast(:after as text) is null or task > :after order by task limit :limit")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("after", query.after())
                .bind("limit", query.limit() + 1)
                .map((row, context) -> new EvaluatedTask(
                        row.getString("task"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list());
    }

    /** The runs of a task by id, newest first; one more than asked for, where there is more. */
    List<String> runs(Tenant tenant, String task, ListQuery query) {
        return database.read(handle -> {
            query.requirePlace(handle, tenant, "evaluation", "evaluation");
            return handle.createQuery("select evaluation from evaluation where tenant = :tenant"
                            + " and task = :task and (cast(:after as text) is null or (created_at, cast(evaluation as text)) <"
                            + " (select created_at, cast(evaluation as text) from evaluation"
                            + "  where tenant = :tenant and evaluation = :after))"
                            + " order by created_at desc, evaluation desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("task", task)
                    .bind("after", query.after())
                    .bind("limit", query.limit() + 1)
                    .mapTo(String.class)
                    .list();
        });
    }
}
