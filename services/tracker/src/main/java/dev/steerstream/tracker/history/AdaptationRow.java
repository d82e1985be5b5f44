package dev.steerstream.tracker.history;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.database.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * One adaptation.
 *
 * @param state queued, training, trained, calibrating, cancelling, succeeded, failed or cancelled
 * @param sequence counts its stored changes
 * @param progress the last one known, null once it has ended
 * @param profileVersion that it made, or null
 */
public record AdaptationRow(
        String adaptation,
        String task,
        String dataset,
        String submission,
        String state,
        long sequence,
        Progress progress,
        Long profileVersion,
        Failure failure,
        Instant createdAt,
        Instant startedAt,
        Instant endedAt) {

    static final String COLUMNS = " a.adaptation, a.task as adaptation_task, a.dataset, a.submission,"
            + " a.state as adaptation_state, a.sequence, a.progress::text progress,"
            + " a.profile_version as adaptation_version, a.failure::text failure, a.created_at as adaptation_created_at,"
            + " a.started_at, a.ended_at ";

    public boolean ended() {
        return endedAt != null;
    }

    /** With a later progress than the stored one. */
    public AdaptationRow with(Progress later) {
        return new AdaptationRow(
                adaptation,
                task,
                dataset,
                submission,
                state,
                sequence,
                later,
                profileVersion,
                failure,
                createdAt,
                startedAt,
                endedAt);
    }

    static AdaptationRow read(ResultSet row) throws SQLException {
        Instant ended = Columns.instant(row, "ended_at");
        return new AdaptationRow(
                row.getString("adaptation"),
                row.getString("adaptation_task"),
                row.getString("dataset"),
                row.getString("submission"),
                row.getString("adaptation_state"),
                row.getLong("sequence"),
                ended == null ? Json.read(Progress.class, row.getString("progress")) : null,
                Columns.whole(row, "adaptation_version"),
                Json.read(Failure.class, row.getString("failure")),
                Columns.instant(row, "adaptation_created_at"),
                Columns.instant(row, "started_at"),
                ended);
    }
}
