package dev.steerstream.tracker.submissions;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads one dataset. */
@Singleton
public class SubmissionQueries {
    private static final int MOST = 100;
    private static final TypeReference<TreeMap<String, Long>> SPLITS = new TypeReference<>() {};
    private static final TypeReference<TreeMap<Long, Long>> LENGTHS = new TypeReference<>() {};

    private final Database database;

    public SubmissionQueries(Database database) {
        this.database = database;
    }

    /** Newest first. */
    public List<SubmissionRow> submissions(String tenant, String dataset) {
        return database.read(handle -> handle.createQuery("select submission, state, rows, expected_rows, sha256,"
                        + " splits::text splits, prompt_bytes::text prompt_bytes, exact_duplicates, split_overlaps, bad_rows,"
                        + " ended_at from dataset_submission where tenant = :tenant and dataset = :dataset"
                        + " order by stored_at desc limit " + MOST)
                .bind("tenant", tenant)
                .bind("dataset", dataset)
                .map((row, context) -> read(row))
                .list());
    }

    /** Empty before a warm start has read it. */
    public Optional<FramedRows> framed(String tenant, String dataset, String submission) {
        return database.read(handle -> handle.createQuery("select framed::text from dataset_submission"
                        + " where tenant = :tenant and dataset = :dataset and submission = :submission"
                        + " and framed is not null")
                .bind("tenant", tenant)
                .bind("dataset", dataset)
                .bind("submission", submission)
                .mapTo(String.class)
                .findOne()
                .map(text -> Json.read(FramedRows.class, text)));
    }

    /** In the order in which they were found. */
    public Page<RejectedRow> rejected(String tenant, String dataset, String submission, long after, int limit) {
        List<RejectedRow> rows = database.read(handle -> handle.createQuery("select number, line, field, value, rule"
                        + " from rejected_row where tenant = :tenant and dataset = :dataset and submission = :submission"
                        + " and number > :after order by number limit :limit")
                .bind("tenant", tenant)
                .bind("dataset", dataset)
                .bind("submission", submission)
                .bind("after", after)
                .bind("limit", limit + 1)
                .map((row, context) -> new RejectedRow(
                        row.getLong("number"),
                        row.getObject("line", Long.class),
                        row.getString("field"),
                        row.getString("value"),
                        row.getString("rule")))
                .list());
        if (rows.size() <= limit) return new Page<>(rows, null);
        return new Page<>(
                List.copyOf(rows.subList(0, limit)),
                Long.toString(rows.get(limit - 1).number()));
    }

    private static SubmissionRow read(ResultSet row) throws SQLException {
        Map<String, Long> splits = Json.read(SPLITS, row.getString("splits"));
        Map<Long, Long> lengths = Json.read(LENGTHS, row.getString("prompt_bytes"));
        return new SubmissionRow(
                row.getString("submission"),
                row.getString("state"),
                row.getLong("rows"),
                row.getObject("expected_rows", Long.class),
                row.getString("sha256"),
                splits == null ? Map.of() : splits,
                lengths == null ? Map.of() : new TreeMap<>(lengths),
                row.getLong("exact_duplicates"),
                row.getLong("split_overlaps"),
                row.getLong("bad_rows"),
                row.getObject("ended_at", OffsetDateTime.class).toInstant());
    }
}
