package dev.steerstream.work.datasets;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.steerstream.schemas.Split;
import dev.steerstream.work.adaptations.ResourceIds;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The registry of sealed submissions, as ingest's projector wrote it. Stateless, safe from any thread. */
public final class SealedSubmissions {
    private static final TypeReference<Map<Split, Long>> SPLITS = new TypeReference<>() {};
    private static final String COLUMNS = "select tenant, dataset, submission, rows, sha256, splits::text splits,"
            + " rows_partition, rows_first_timestamp from dataset_submission"
            + " where tenant = :tenant and dataset = :dataset and state = 'sealed'";

    /**
     * The named submission, or the newest sealed one where {@code submission} is null.
     *
     * @throws SteerStreamException user {@code INVALID_ID}, {@code DATASET_NOT_FOUND} or {@code SUBMISSION_NOT_SEALED}
     */
    public SealedSubmission require(Handle handle, String tenant, String dataset, String submission) {
        ResourceIds.require("dataset", dataset);
        if (submission != null) ResourceIds.require("submission", submission);
        return find(handle, tenant, dataset, submission)
                .orElseThrow(() -> missing(handle, tenant, dataset, submission));
    }

    /** As {@link #require}, or empty. */
    public Optional<SealedSubmission> find(Handle handle, String tenant, String dataset, String submission) {
        Query query = submission == null
                ? handle.createQuery(COLUMNS + " order by stored_at desc limit 1")
                : handle.createQuery(COLUMNS + " and submission = :submission").bind("submission", submission);
        return query.bind("tenant", tenant)
                .bind("dataset", dataset)
                .map((row, context) -> sealed(row))
                .findOne();
    }

    private static SteerStreamException missing(Handle handle, String tenant, String dataset, String submission) {
        Optional<String> state = handle.createQuery("select submission || ' is ' || state from dataset_submission"
                        + " where tenant = :tenant and dataset = :dataset and submission = coalesce(:submission, submission)"
                        + " order by stored_at desc limit 1")
                .bind("tenant", tenant)
                .bind("dataset", dataset)
                .bind("submission", submission)
                .mapTo(String.class)
                .findOne();
        if (state.isPresent()) {
            return SteerStreamException.user(
                    "SUBMISSION_NOT_SEALED",
                    "dataset " + dataset + " of tenant " + tenant + ": submission " + state.get() + ", not sealed",
                    "Read its rejected rows, correct them and publish again.");
        }
        return SteerStreamException.user(
                "DATASET_NOT_FOUND",
                "tenant " + tenant + " has no sealed "
                        + (submission == null ? "submission" : "submission " + submission) + " of dataset " + dataset,
                "Publish it, and wait for its sealed event before starting an adaptation.");
    }

    private static SealedSubmission sealed(ResultSet row) throws SQLException {
        return new SealedSubmission(
                row.getString("tenant"),
                row.getString("dataset"),
                row.getString("submission"),
                row.getLong("rows"),
                row.getString("sha256"),
                Json.read(SPLITS, row.getString("splits")),
                row.getInt("rows_partition"),
                row.getLong("rows_first_timestamp"));
    }
}
