package dev.steerstream.work.evaluations;

import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code evaluation} and their events, each method within the caller's transaction. Safe from any thread. */
public final class EvaluationStore {
    private static final String COLUMNS = "select tenant, evaluation, task, adaptation, profile_version, dataset,"
            + " submission, content_hash, state, sequence, settings::text settings, measures_digest, report_digest, dose_digest"
            + " from evaluation where tenant = :tenant and evaluation = :evaluation";

    private final Outbox outbox;
    private final Clock clock;

    public EvaluationStore(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The evaluation as it is now, unlocked. */
    public Optional<Evaluation> find(Handle handle, String tenant, String evaluation) {
        return select(handle, COLUMNS, tenant, evaluation);
    }

    /** Locks the row until the transaction ends: what {@link #apply} needs. */
    public Optional<Evaluation> lock(Handle handle, String tenant, String evaluation) {
        return select(handle, COLUMNS + " for no key update", tenant, evaluation);
    }

    /** As {@link #lock}, where the evaluation must exist. */
    public Evaluation require(Handle handle, String tenant, String evaluation) {
        return lock(handle, tenant, evaluation).orElseThrow(() -> notFound(tenant, evaluation));
    }

    public static SteerStreamException notFound(String tenant, String evaluation) {
        return SteerStreamException.user(
                "EVALUATION_NOT_FOUND",
                "tenant " + tenant + " has no evaluation " + evaluation,
                "It was deleted with its task, or never asked for: list the task's evaluations for their ids.");
    }

    /**
     * Stores the change of a locked evaluation and appends its event.
     *
     * @return the evaluation after it
     * @throws SteerStreamException defect {@code ILLEGAL_MOVE} where the state may not move so
     */
    public Evaluation apply(Handle handle, Evaluation before, EvaluationChange change) {
        EvaluationState to = change.to() == null ? before.state() : change.to();
        if (change.to() != null && !before.state().mayBecome(change.to())) {
            throw SteerStreamException.defect(
                    "ILLEGAL_MOVE",
                    "evaluation " + before.evaluation() + " of tenant " + before.tenant() + " is "
                            + before.state().id() + " and cannot become "
                            + change.to().id(),
                    "This is a defect of SteerStream: please report it.");
        }
        int changed = handle.createUpdate("update evaluation set state = :state, sequence = sequence + 1,"
                        + " measures_digest = coalesce(:measures, measures_digest),"
                        + " report_digest = coalesce(:report, report_digest),"
                        + " dose_digest = coalesce(:dose, dose_digest),"
                        + " failure = case when :failed then cast(:failure as jsonb) else failure end,"
                        + " started_at = case when :started then coalesce(started_at, clock_timestamp()) else started_at end,"
                        + " ended_at = case when :ended then clock_timestamp() else ended_at end"
                        + " where tenant = :tenant and evaluation = :evaluation and sequence = :sequence")
                .bind("state", to.id())
                .bind("measures", change.measuresDigest())
                .bind("report", change.reportDigest())
                .bind("dose", change.doseDigest())
                .bind("failed", change.type() == EvaluationEvent.Type.FAILED)
                .bind("failure", Json.write(change.failure()))
                .bind("started", change.type() == EvaluationEvent.Type.STARTED)
                .bind("ended", change.to() != null && change.to().terminal())
                .bind("tenant", before.tenant())
                .bind("evaluation", before.evaluation())
                .bind("sequence", before.sequence())
                .execute();
        if (changed != 1) {
            throw new IllegalStateException("evaluation " + before.evaluation() + " changed while it was not locked");
        }
        Evaluation after = require(handle, before.tenant(), before.evaluation());
        append(handle, after, change);
        return after;
    }

    /** Inserts a new evaluation, in state queued, failed or cancelled, and appends its first event. */
    Evaluation insert(Handle handle, Evaluation evaluation, EvaluationEvent.Type type, Failure failure) {
        handle.createUpdate(
                        "insert into evaluation (tenant, evaluation, task, adaptation, profile_version, dataset,"
                                + " submission, content_hash, state, sequence, settings, failure, ended_at) values (:tenant,"
                                + " :evaluation, :task, :adaptation, :version, :dataset, :submission, :hash, :state, 1,"
                                + " cast(:settings as jsonb), cast(:failure as jsonb), case when :ended then clock_timestamp() end)")
                .bind("tenant", evaluation.tenant())
                .bind("evaluation", evaluation.evaluation())
                .bind("task", evaluation.task())
                .bind("adaptation", evaluation.adaptation())
                .bind("version", evaluation.profileVersion())
                .bind("dataset", evaluation.dataset())
                .bind("submission", evaluation.submission())
                .bind("hash", evaluation.contentHash())
                .bind("state", evaluation.state().id())
                .bind("settings", Json.write(evaluation.settings()))
                .bind("failure", Json.write(failure))
                .bind("ended", evaluation.state().terminal())
                .execute();
        Evaluation stored = require(handle, evaluation.tenant(), evaluation.evaluation());
        append(handle, stored, new EvaluationChange(type, null, null, null, null, null, failure));
        return stored;
    }

    /** Keeps the last progress for those who come later; it is no change of state and raises no sequence. */
    void storeProgress(Handle handle, String tenant, String evaluation, Progress progress) {
        handle.createUpdate("update evaluation set progress = cast(:progress as jsonb)"
                        + " where tenant = :tenant and evaluation = :evaluation and ended_at is null")
                .bind("progress", Json.write(progress))
                .bind("tenant", tenant)
                .bind("evaluation", evaluation)
                .execute();
    }

    /** The event of a change, or of the progress, of an evaluation that stands as given. */
    EvaluationEvent event(Evaluation now, EvaluationChange change, Progress progress) {
        return new EvaluationEvent(
                now.task(),
                now.evaluation(),
                now.sequence(),
                change.type(),
                clock.instant(),
                now.adaptation(),
                now.profileVersion(),
                now.dataset(),
                now.submission(),
                progress,
                change.step(),
                now.measuresDigest(),
                now.reportDigest(),
                change.failure(),
                now.doseDigest());
    }

    private void append(Handle handle, Evaluation after, EvaluationChange change) {
        outbox.append(handle, after.tenant(), Topic.EVALUATION_EVENTS, after.key(), event(after, change, null));
    }

    private static Optional<Evaluation> select(Handle handle, String query, String tenant, String evaluation) {
        return handle.createQuery(query)
                .bind("tenant", tenant)
                .bind("evaluation", evaluation)
                .map((row, context) -> evaluation(row))
                .findOne();
    }

    private static Evaluation evaluation(ResultSet row) throws SQLException {
        return new Evaluation(
                row.getString("tenant"),
                row.getString("evaluation"),
                row.getString("task"),
                row.getString("adaptation"),
                row.getObject("profile_version", Long.class),
                row.getString("dataset"),
                row.getString("submission"),
                row.getString("content_hash"),
                EvaluationState.of(row.getString("state")),
                row.getLong("sequence"),
                Json.read(EvaluationConfiguration.class, row.getString("settings")),
                row.getString("measures_digest"),
                row.getString("report_digest"),
                row.getString("dose_digest"));
    }
}
