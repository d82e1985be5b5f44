package dev.steerstream.gateway.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.datasets.DatasetViews.Dataset;
import dev.steerstream.gateway.datasets.DatasetViews.RejectedRow;
import dev.steerstream.gateway.datasets.DatasetViews.Submission;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads the registry of datasets that ingest writes. */
@Singleton
public class DatasetQueries {
    private static final int MOST_SUBMISSIONS = 500;
    private static final String COLUMNS =
            " dataset, submission, state, rows, expected_rows, sha256, splits::text splits,"
                    + " exact_duplicates, split_overlaps, bad_rows, prompt_bytes::text prompt_bytes, ended_at ";

    private final Database database;

    public DatasetQueries(Database database) {
        this.database = database;
    }

    /** By name. */
    public Page<Dataset> datasets(Tenant tenant, Optional<String> after, int limit) {
        return database.read(handle -> {
            Map<String, Submission> sealed = handle
                    .createQuery("select distinct on (dataset)" + COLUMNS
                            + "from dataset_submission where tenant = :tenant and dataset > :after and state = 'sealed'"
                            + " order by dataset, stored_at desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("after", after.orElse(""))
                    .bind("limit", limit + 1)
                    .map(DatasetQueries::readSubmission)
                    .stream()
                    .collect(Collectors.toMap(Submission::dataset, Function.identity()));
            List<Dataset> rows = handle.createQuery("select distinct on (dataset)" + COLUMNS
                            + ", count(*) over (partition by dataset) submissions"
                            + " from dataset_submission where tenant = :tenant and dataset > :after"
                            + " order by dataset, stored_at desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("after", after.orElse(""))
                    .bind("limit", limit + 1)
                    .map((row, context) -> new Dataset(
                            row.getString("dataset"),
                            row.getLong("submissions"),
                            sealed.get(row.getString("dataset")),
                            readSubmission(row, context)))
                    .list();
            return Page.of(rows, limit, Dataset::dataset);
        });
    }

    /** What an adaptation takes unless it names another. */
    public Optional<Submission> newestSealed(Tenant tenant, String dataset) {
        return database.read(handle -> handle.createQuery("select" + COLUMNS
                        + "from dataset_submission where tenant = :tenant and dataset = :dataset and state = 'sealed'"
                        + " order by stored_at desc limit 1")
                .bind("tenant", tenant.name())
                .bind("dataset", dataset)
                .map(DatasetQueries::readSubmission)
                .findOne());
    }

    /** Newest first. */
    public List<Submission> submissions(Tenant tenant, String dataset) {
        return database.read(handle -> handle.createQuery("select" + COLUMNS
                        + "from dataset_submission where tenant = :tenant and dataset = :dataset"
                        + " order by stored_at desc limit " + MOST_SUBMISSIONS)
                .bind("tenant", tenant.name())
                .bind("dataset", dataset)
                .map(DatasetQueries::readSubmission)
                .list());
    }

    public Optional<Submission> submission(Tenant tenant, String dataset, String submission) {
        return database.read(handle -> handle.createQuery(
                        "select" + COLUMNS
                                + "from dataset_submission where tenant = :tenant and dataset = :dataset and submission = :submission")
                .bind("tenant", tenant.name())
                .bind("dataset", dataset)
                .bind("submission", submission)
                .map(DatasetQueries::readSubmission)
                .findOne());
    }

    /** In the order in which ingest found them. */
    public Page<RejectedRow> rejects(Tenant tenant, String dataset, String submission, long after, int limit) {
        return database.read(handle -> {
            List<RejectedRow> rows = handle.createQuery("select number, line, field, value, rule from rejected_row"
                            + " where tenant = :tenant and dataset = :dataset and submission = :submission"
                            + " and number > :after order by number limit :limit")
                    .bind("tenant", tenant.name())
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
                    .list();
            return Page.of(rows, limit, row -> Long.toString(row.number()));
        });
    }

    private static Submission readSubmission(ResultSet row, StatementContext context) throws SQLException {
        return new Submission(
                row.getString("dataset"),
                row.getString("submission"),
                row.getString("state"),
                row.getLong("rows"),
                row.getObject("expected_rows", Long.class),
                row.getString("sha256"),
                Json.read(JsonNode.class, row.getString("splits")),
                row.getLong("exact_duplicates"),
                row.getLong("split_overlaps"),
                row.getLong("bad_rows"),
                Json.read(JsonNode.class, row.getString("prompt_bytes")),
                row.getObject("ended_at", OffsetDateTime.class).toInstant());
    }
}
