package dev.steerstream.gateway.adaptations;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Starts that were sent to a stage, from the transaction of their message on: they stand for what the stage has not stored yet. Lists and reads join them
 * in one statement with the stage's rows, so that nothing is missing in between. Safe from any thread.
 */
@Singleton
public class AcceptedStarts {
    private final Database database;

    public AcceptedStarts(Database database) {
        this.database = database;
    }

    /** What is started, and the column's value for it. */
    public enum Kind {
        ADAPTATION("adaptation"),
        EVALUATION("evaluation");

        private final String id;

        Kind(String id) {
            this.id = id;
        }
    }

    /**
     * Adds a start in the transaction of its message.
     *
     * @return false where the same one was accepted before, and needs no second message
     * @throws ProblemException 409 {@code CONFLICT} where another one was accepted under this id
     */
    public boolean add(
            Handle handle,
            Tenant tenant,
            Kind kind,
            String id,
            String task,
            String dataset,
            String submission,
            String contentHash) {
        int added = handle.createUpdate("insert into accepted_start (tenant, kind, id, task, dataset, submission,"
                        + " content_hash) values (:tenant, :kind, :id, :task, :dataset, :submission, :hash)"
                        + " on conflict do nothing")
                .bind("tenant", tenant.name())
                .bind("kind", kind.id)
                .bind("id", id)
                .bind("task", task)
                .bind("dataset", dataset)
                .bind("submission", submission)
                .bind("hash", contentHash)
                .execute();
        if (added == 1) return true;
        contentHash(handle, tenant, kind, id).ifPresent(known -> requireSameContent(kind, id, known, contentHash));
        return false;
    }

    /** Hash of the command that started it; empty where none was accepted under this id. */
    public Optional<String> contentHash(Tenant tenant, Kind kind, String id) {
        return database.read(handle -> contentHash(handle, tenant, kind, id));
    }

    private static Optional<String> contentHash(Handle handle, Tenant tenant, Kind kind, String id) {
        return handle.createQuery(
                        "select content_hash from accepted_start where tenant = :tenant and kind = :kind and id = :id")
                .bind("tenant", tenant.name())
                .bind("kind", kind.id)
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /**
     * The same id with the same content is a repetition, which has no second effect.
     *
     * @throws ProblemException 409 {@code CONFLICT} where the content is another
     */
    public static void requireSameContent(Kind kind, String id, String knownHash, String askedHash) {
        if (knownHash.equals(askedHash)) return;
        throw ProblemException.conflict(
                "CONFLICT",
                kind.id + " " + Rules.shown(id) + " is already known with other content",
                "Send the new content under an id of its own, or leave " + kind.id + " out.");
    }

    /** Of a tenant that is deleted; how many. */
    public static int deleteAll(Handle handle, Tenant tenant) {
        return handle.execute("delete from accepted_start where tenant = ?", tenant.name());
    }
}
