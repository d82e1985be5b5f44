package dev.steerstream.tracker.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads the registry of datasets that ingest writes. */
@Singleton
public class DatasetQueries {
    private final Database database;

    /**
     * One dataset by its newest submission.
     *
     * @param state sealed, rejected or incomplete
     * @param rows accepted (sealed) or seen
     * @param train rows of the split, null where the submission is not sealed
     */
    public record DatasetRow(
            String dataset,
            String submission,
            String state,
            long submissions,
            long rows,
            Long train,
            Long calibration,
            Long heldOut,
            long badRows,
            Instant endedAt) {}

    public DatasetQueries(Database database) {
        this.database = database;
    }

    /** By name, each with its newest submission. */
    public Page<DatasetRow> datasets(String tenant, Cursor after, int limit) {
        return database.read(handle -> {
            List<DatasetRow> rows = handle.createQuery("select distinct on (dataset) dataset, submission, state, rows,"
                            + " splits::text splits, bad_rows, ended_at, count(*) over (partition by dataset) submissions"
                            + " from dataset_submission where tenant = :tenant and dataset > cast(:after as text)"
                            + " order by dataset, stored_at desc limit :limit")
                    .bind("tenant", tenant)
                    .bind("after", after.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list();
            return Page.of(rows, limit, row -> Cursor.named(row.dataset()));
        });
    }

    private static DatasetRow read(ResultSet row) throws SQLException {
        JsonNode splits = Columns.json(row, "splits");
        return new DatasetRow(
                row.getString("dataset"),
                row.getString("submission"),
                row.getString("state"),
                row.getLong("submissions"),
                row.getLong("rows"),
                split(splits, "train"),
                split(splits, "calibration"),
                split(splits, "held_out"),
                row.getLong("bad_rows"),
                Columns.instant(row, "ended_at"));
    }

    private static Long split(JsonNode splits, String name) {
        return splits == null ? null : (Long) splits.path(name).asLong();
    }
}
