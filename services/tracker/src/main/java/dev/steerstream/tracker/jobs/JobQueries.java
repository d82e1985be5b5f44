package dev.steerstream.tracker.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads the work behind an adaptation. */
@Singleton
class JobQueries {
    private final Database database;

    JobQueries(Database database) {
        this.database = database;
    }

    /** Warm start first. */
    List<JobRow> jobs(String tenant, String adaptation) {
        return database.read(
                handle -> handle.createQuery("select j.job, j.kind, j.state, j.cancel_requested, j.attempt,"
                                + " j.fence, j.lease_owner, j.lease_expires_at, j.created_at, j.started_at, j.ended_at,"
                                + " c.step, c.created_at checkpoint_at, a.bytes from job j"
                                + " left join checkpoint c on c.tenant = j.tenant and c.job = j.job"
                                + " left join artefact a on a.tenant = c.tenant and a.digest = c.digest"
                                + " where j.tenant = :tenant and j.adaptation = :adaptation and j.kind <> 'evaluation'"
                                + " order by j.created_at, j.kind desc")
                        .bind("tenant", tenant)
                        .bind("adaptation", adaptation)
                        .map((row, context) -> read(row))
                        .list());
    }

    Optional<JobSettings> settings(String tenant, String adaptation) {
        return database.read(
                handle -> handle.createQuery("select a.dataset, a.submission, a.warm_start::text warm_start,"
                                + " a.calibration::text calibration, p.manifest::text manifest from adaptation a"
                                + " left join adapter p on p.tenant = a.tenant and p.digest = a.adapter_digest"
                                + " where a.tenant = :tenant and a.adaptation = :adaptation")
                        .bind("tenant", tenant)
                        .bind("adaptation", adaptation)
                        .map((row, context) -> new JobSettings(
                                row.getString("dataset"),
                                row.getString("submission"),
                                Json.read(JsonNode.class, row.getString("warm_start")),
                                Json.read(JsonNode.class, row.getString("calibration")),
                                Json.read(JsonNode.class, row.getString("manifest"))))
                        .findOne());
    }

    private static JobRow read(ResultSet row) throws SQLException {
        return new JobRow(
                row.getString("job"),
                row.getString("kind"),
                row.getString("state"),
                row.getBoolean("cancel_requested"),
                row.getInt("attempt"),
                row.getLong("fence"),
                row.getString("lease_owner"),
                instant(row, "lease_expires_at"),
                instant(row, "created_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getObject("step", Long.class),
                instant(row, "checkpoint_at"),
                row.getObject("bytes", Long.class));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
