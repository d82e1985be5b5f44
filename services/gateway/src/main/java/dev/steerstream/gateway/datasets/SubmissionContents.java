package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;

/** Which content each submission's id stands for, of those that came through a gateway. The first one whole holds. Safe from any thread. */
@Singleton
public class SubmissionContents {
    private final Database database;

    public SubmissionContents(Database database) {
        this.database = database;
    }

    /** Whether a submission of this id was deleted with its dataset: nothing comes of another one. */
    public boolean deleted(Tenant tenant, String dataset, String submission) {
        return database.read(handle -> handle.createQuery("select exists (select from deleted_submission"
                        + " where tenant = :tenant and dataset = :dataset and submission = :submission)")
                .bind("tenant", tenant.name())
                .bind("dataset", dataset)
                .bind("submission", submission)
                .mapTo(Boolean.class)
                .one());
    }

    /** @throws ProblemException 409 {@code SUBMISSION_DELETED} */
    void requireNotDeleted(Tenant tenant, String dataset, String submission) {
        if (!deleted(tenant, dataset, submission)) return;
        throw ProblemException.conflict(
                "SUBMISSION_DELETED",
                "submission " + Rules.shown(submission) + " of dataset " + Rules.shown(dataset)
                        + " was deleted with its dataset, and its id stands for nothing else",
                "Publish under a submission id of its own, or leave submission out.");
    }

    /**
     * Makes the content the id's, or finds that it is.
     *
     * @param hash hex sha256 of all that was sent
     * @throws ProblemException 409 {@code CONFLICT} where other content came under this id before
     */
    public void claim(Tenant tenant, String dataset, String submission, String hash) {
        String claimed = database.inTransaction(handle -> {
            handle.createUpdate("insert into submission_content (tenant, dataset, submission, content_hash)"
                            + " values (:tenant, :dataset, :submission, :hash) on conflict do nothing")
                    .bind("tenant", tenant.name())
                    .bind("dataset", dataset)
                    .bind("submission", submission)
                    .bind("hash", hash)
                    .execute();
            return handle.createQuery("select content_hash from submission_content"
                            + " where tenant = :tenant and dataset = :dataset and submission = :submission")
                    .bind("tenant", tenant.name())
                    .bind("dataset", dataset)
                    .bind("submission", submission)
                    .mapTo(String.class)
                    .one();
        });
        if (claimed.equals(hash)) return;
        throw ProblemException.conflict(
                "CONFLICT",
                "submission " + Rules.shown(submission) + " of dataset " + Rules.shown(dataset)
                        + " came before with other content, and stays as it was",
                "Publish the new content under a submission id of its own, or leave submission out.");
    }
}
