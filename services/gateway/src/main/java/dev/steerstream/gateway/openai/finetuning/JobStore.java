package dev.steerstream.gateway.openai.finetuning;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobRow;
import dev.steerstream.gateway.openai.finetuning.JobViews.Settings;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The rows of fine-tuning jobs. Safe from any thread. */
@Singleton
public class JobStore {
    /** Unfinished ones of a tenant, with their adaptations: they queue for few trainers. */
    static final int MOST_UNFINISHED = 20;

    private static final int RETRY_AFTER_SECONDS = 30;

    private static final String COLUMNS = "select *, settings::text settings_text, failure::text failure_text"
            + " from fine_tuning_job where tenant = :tenant ";

    private final Database database;

    public JobStore(Database database) {
        this.database = database;
    }

    /**
     * The job's id is its submission's too: that of its file may have been deleted with an earlier job's dataset.
     *
     * @throws ProblemException 429 {@code TOO_MANY_FINE_TUNING_JOBS}
     */
    JobRow add(
            Tenant tenant,
            String id,
            String task,
            String model,
            String trainingFile,
            String validationFile,
            Settings settings,
            String traceparent) {
        return database.inTransaction(handle -> {
            handle.createUpdate("insert into fine_tuning_job (tenant, job, task, model, training_file, validation_file,"
                            + " dataset, submission, settings, traceparent) values (:tenant, :job, :task, :model, :training,"
                            + " :validation, :training, :job, cast(:settings as jsonb), :traceparent)")
                    .bind("tenant", tenant.name())
                    .bind("job", id)
                    .bind("task", task)
                    .bind("model", model)
                    .bind("training", trainingFile)
                    .bind("validation", validationFile)
                    .bind("settings", Json.write(settings))
                    .bind("traceparent", traceparent)
                    .execute();
            requireRoom(handle, tenant);
            return find(handle, tenant, id).orElseThrow();
        });
    }

    private static void requireRoom(Handle handle, Tenant tenant) {
        int unfinished = handle.createQuery("select (select count(*) from fine_tuning_job"
                        + "   where tenant = :tenant and ended_at is null)"
                        + " + (select count(*) from adaptation a join fine_tuning_job j on j.tenant = a.tenant and j.job = a.adaptation"
                        + "   where a.tenant = :tenant and a.ended_at is null)")
                .bind("tenant", tenant.name())
                .mapTo(Integer.class)
                .one();
        if (unfinished <= MOST_UNFINISHED) return;
        throw ProblemException.tooMany(
                "TOO_MANY_FINE_TUNING_JOBS",
                "tenant " + tenant.name() + " has " + MOST_UNFINISHED
                        + " unfinished fine-tuning jobs, the most there may be",
                "Wait for one to end, or cancel one.",
                RETRY_AFTER_SECONDS);
    }

    Optional<JobRow> find(Tenant tenant, String job) {
        return database.read(handle -> find(handle, tenant, job));
    }

    static Optional<JobRow> find(Handle handle, Tenant tenant, String job) {
        return handle.createQuery(COLUMNS + "and job = :job")
                .bind("tenant", tenant.name())
                .bind("job", job)
                .map(JobStore::read)
                .findOne();
    }

    /** Newest first; one more than asked for, where there is more. */
    List<JobRow> list(Tenant tenant, ListQuery query) {
        return database.read(handle -> {
            query.requirePlace(handle, tenant, "fine_tuning_job", "job");
            return handle.createQuery(COLUMNS
                            + "and (cast(:after as text) is null or (created_at, cast(job as text)) <"
                            + " (select created_at, cast(job as text) from fine_tuning_job where tenant = :tenant and job = :after))"
                            + " order by created_at desc, job desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("after", query.after())
                    .bind("limit", query.limit() + 1)
                    .map(JobStore::read)
                    .list();
        });
    }

    /**
     * Asks for its end where there is no adaptation yet, and locks the row until the transaction ends: what it says of the job's state holds until then.
     * Empty where the job is unknown.
     */
    static Optional<JobRow> requestCancel(Handle handle, Tenant tenant, String job) {
        handle.createUpdate("update fine_tuning_job set cancel_requested = cancel_requested or state = 'validating'"
                        + " where tenant = :tenant and job = :job")
                .bind("tenant", tenant.name())
                .bind("job", job)
                .execute();
        return find(handle, tenant, job);
    }

    /**
     * What a warm start came to.
     *
     * @param tokens that its steps went through, each as often as it was used; null where the last pass over the rows was not whole, for which nobody counts them
     */
    record Trained(long steps, double loss, Long tokens) {}

    /** Of an adapter; empty where it is gone. */
    Optional<Trained> trained(Tenant tenant, String adapterDigest) {
        return database.read(handle -> handle.createQuery(
                        "select steps, loss, case when steps % step.per_pass = 0 then tokens * (steps / step.per_pass) end tokens"
                                + " from (select (manifest ->> 'steps')::bigint steps, (manifest ->> 'final_loss')::float8 loss,"
                                + " (manifest ->> 'tokens')::bigint tokens, (manifest ->> 'rows')::float8 rows,"
                                + " (manifest #>> '{warm_start,batch_size}')::bigint"
                                + " * (manifest #>> '{warm_start,gradient_accumulation_steps}')::bigint rows_per_step"
                                + " from adapter where tenant = :tenant and digest = :digest) trained,"
                                + " lateral (select ceil(rows / rows_per_step)::bigint per_pass) step")
                .bind("tenant", tenant.name())
                .bind("digest", adapterDigest)
                .map((row, context) ->
                        new Trained(row.getLong("steps"), row.getDouble("loss"), row.getObject("tokens", Long.class)))
                .findOne());
    }

    static ProblemException unknown(Tenant tenant, String job) {
        return ProblemException.notFound(
                "FINE_TUNING_JOB_NOT_FOUND",
                "fine-tuning job " + Rules.shown(job) + " is not known in tenant " + tenant.name(),
                "GET /v1/fine_tuning/jobs lists those that there are.");
    }

    private static JobRow read(ResultSet row, StatementContext context) throws SQLException {
        return new JobRow(
                row.getString("job"),
                row.getString("task"),
                row.getString("model"),
                row.getString("training_file"),
                row.getString("validation_file"),
                row.getString("dataset"),
                row.getString("submission"),
                Json.read(Settings.class, row.getString("settings_text")),
                row.getBoolean("published"),
                row.getBoolean("cancel_requested"),
                row.getString("state"),
                Json.read(Failure.class, row.getString("failure_text")),
                row.getString("traceparent"),
                instant(row, "created_at"),
                instant(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
