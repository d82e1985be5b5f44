package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code adaptation} and their events, each method within the caller's transaction. Safe from any thread. */
public final class AdaptationStore {
    private static final String COLUMNS = "select tenant, adaptation, task, dataset, submission, content_hash, state,"
            + " sequence, warm_start::text warm_start, calibration::text calibration, adapter_digest, profile_version"
            + " from adaptation where tenant = :tenant and adaptation = :adaptation";

    private final Outbox outbox;
    private final Clock clock;

    public AdaptationStore(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The adaptation as it is now, unlocked. */
    public Optional<Adaptation> find(Handle handle, String tenant, String adaptation) {
        return select(handle, COLUMNS, tenant, adaptation);
    }

    /** Locks the row until the transaction ends: what {@link #apply} needs. */
    public Optional<Adaptation> lock(Handle handle, String tenant, String adaptation) {
        return select(handle, COLUMNS + " for no key update", tenant, adaptation);
    }

    /** As {@link #lock}, where the adaptation must exist. */
    public Adaptation require(Handle handle, String tenant, String adaptation) {
        return lock(handle, tenant, adaptation)
                .orElseThrow(() -> SteerStreamException.user(
                        "ADAPTATION_NOT_FOUND",
                        "tenant " + tenant + " has no adaptation " + adaptation,
                        "List the task's adaptations for their ids."));
    }

    /**
     * Stores the change of a locked adaptation and appends its event.
     *
     * @return the adaptation after it
     * @throws SteerStreamException defect {@code ILLEGAL_MOVE} where the state may not move so
     */
    public Adaptation apply(Handle handle, Adaptation before, AdaptationChange change) {
        AdaptationState to = change.to() == null ? before.state() : change.to();
        if (change.to() != null && !before.state().mayBecome(change.to())) {
            throw SteerStreamException.defect(
                    "ILLEGAL_MOVE",
                    "adaptation " + before.adaptation() + " of tenant " + before.tenant() + " is "
                            + before.state().id() + " and cannot become "
                            + change.to().id(),
                    "This is a defect of SteerStream: please report it.");
        }
        int changed = handle.createUpdate("update adaptation set state = :state, sequence = sequence + 1,"
                        + " adapter_digest = coalesce(:adapter, adapter_digest),"
                        + " profile_version = case when :calibrated then :version else profile_version end,"
                        + " failure = case when :failed then cast(:failure as jsonb) else failure end,"
                        + " started_at = case when :started then coalesce(started_at, clock_timestamp()) else started_at end,"
                        + " ended_at = case when :ended then clock_timestamp() else ended_at end"
                        + " where tenant = :tenant and adaptation = :adaptation and sequence = :sequence")
                .bind("state", to.id())
                .bind("adapter", change.adapterDigest())
                .bind("calibrated", change.type() == AdaptationEvent.Type.CALIBRATED)
                .bind("version", change.profileVersion())
                .bind("failed", change.type() == AdaptationEvent.Type.FAILED)
                .bind("failure", Json.write(change.failure()))
                .bind("started", change.type() == AdaptationEvent.Type.STARTED)
                .bind("ended", change.to() != null && change.to().terminal())
                .bind("tenant", before.tenant())
                .bind("adaptation", before.adaptation())
                .bind("sequence", before.sequence())
                .execute();
        if (changed != 1) {
            throw new IllegalStateException("adaptation " + before.adaptation() + " changed while it was not locked");
        }
        Adaptation after = require(handle, before.tenant(), before.adaptation());
        append(handle, after, change);
        return after;
    }

    /** Sets the state where nothing is told: {@code trained} becomes {@code calibrating} when its extraction starts. */
    void moveSilently(Handle handle, Adaptation before, AdaptationState to) {
        if (!before.state().mayBecome(to)) throw new IllegalStateException(before.state() + " cannot become " + to);
        handle.createUpdate("update adaptation set state = :state where tenant = :tenant and adaptation = :adaptation")
                .bind("state", to.id())
                .bind("tenant", before.tenant())
                .bind("adaptation", before.adaptation())
                .execute();
    }

    /** Inserts a new adaptation, in state queued, failed or cancelled, and appends its first event. */
    Adaptation insert(Handle handle, Adaptation adaptation, AdaptationEvent.Type type, Failure failure) {
        handle.createUpdate(
                        "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state,"
                                + " sequence, warm_start, calibration, failure, ended_at) values (:tenant, :adaptation, :task, :dataset,"
                                + " :submission, :hash, :state, 1, cast(:warmStart as jsonb), cast(:calibration as jsonb),"
                                + " cast(:failure as jsonb), case when :ended then clock_timestamp() end)")
                .bind("tenant", adaptation.tenant())
                .bind("adaptation", adaptation.adaptation())
                .bind("task", adaptation.task())
                .bind("dataset", adaptation.dataset())
                .bind("submission", adaptation.submission())
                .bind("hash", adaptation.contentHash())
                .bind("state", adaptation.state().id())
                .bind("warmStart", Json.write(adaptation.warmStart()))
                .bind("calibration", Json.write(adaptation.calibration()))
                .bind("failure", Json.write(failure))
                .bind("ended", adaptation.state().terminal())
                .execute();
        Adaptation stored = require(handle, adaptation.tenant(), adaptation.adaptation());
        append(handle, stored, new AdaptationChange(type, null, null, null, null, null, null, null, failure, null));
        return stored;
    }

    /** Keeps the last progress for those who come later; it is no change of state and raises no sequence. */
    void storeProgress(Handle handle, String tenant, String adaptation, Progress progress) {
        handle.createUpdate("update adaptation set progress = cast(:progress as jsonb)"
                        + " where tenant = :tenant and adaptation = :adaptation and ended_at is null")
                .bind("progress", Json.write(progress))
                .bind("tenant", tenant)
                .bind("adaptation", adaptation)
                .execute();
    }

    private void append(Handle handle, Adaptation after, AdaptationChange change) {
        outbox.append(
                handle,
                after.tenant(),
                Topic.ADAPTATION_EVENTS,
                after.key(),
                new AdaptationEvent(
                        after.task(),
                        after.adaptation(),
                        after.sequence(),
                        change.type(),
                        clock.instant(),
                        after.dataset(),
                        after.submission(),
                        null,
                        change.step(),
                        after.adapterDigest(),
                        change.profileVersion(),
                        change.strength(),
                        change.strengthLow(),
                        change.strengthHigh(),
                        change.failure(),
                        change.share()));
    }

    private static Optional<Adaptation> select(Handle handle, String query, String tenant, String adaptation) {
        return handle.createQuery(query)
                .bind("tenant", tenant)
                .bind("adaptation", adaptation)
                .map((row, context) -> adaptation(row))
                .findOne();
    }

    private static Adaptation adaptation(ResultSet row) throws SQLException {
        long version = row.getLong("profile_version");
        Long profileVersion = row.wasNull() ? null : version;
        return new Adaptation(
                row.getString("tenant"),
                row.getString("adaptation"),
                row.getString("task"),
                row.getString("dataset"),
                row.getString("submission"),
                row.getString("content_hash"),
                AdaptationState.of(row.getString("state")),
                row.getLong("sequence"),
                Json.read(WarmStartConfiguration.class, row.getString("warm_start")),
                Json.read(CalibrationConfiguration.class, row.getString("calibration")),
                row.getString("adapter_digest"),
                profileVersion);
    }
}
