package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Removes a dataset's submissions from the registry with their bad rows and hashes. Rows on topics run out there. Adapters made of it stay; a job that
 * still needs its rows fails {@code DATASET_NOT_FOUND}. The submissions' ids stay, so that nothing is published under them again.
 */
@Singleton
public class DatasetDeletion {
    private static final List<String> TABLES = List.of("rejected_row", "submission_content", "dataset_submission");

    private final Database database;

    public DatasetDeletion(Database database) {
        this.database = database;
    }

    /** @throws ProblemException 404 {@code UNKNOWN_DATASET} */
    public Deleted delete(Tenant tenant, String dataset, String actor) {
        return database.inTransaction(handle -> {
            Map<String, Integer> rows = delete(handle, tenant, dataset);
            if (rows.isEmpty()) {
                throw ProblemException.notFound(
                        "UNKNOWN_DATASET",
                        "dataset " + Rules.shown(dataset) + " is not known in tenant " + tenant.name()
                                + ", or was deleted before",
                        "GET /v1/datasets lists those that there are.");
            }
            Audit.write(handle, tenant.name(), actor, "delete", "dataset " + dataset, rows);
            return new Deleted("dataset " + dataset, rows, null);
        });
    }

    private static Map<String, Integer> delete(Handle handle, Tenant tenant, String dataset) {
        keepIds(handle, tenant, dataset);
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (String table : TABLES) {
            int deleted = handle.createUpdate("delete from " + table + " where tenant = :tenant and dataset = :dataset")
                    .bind("tenant", tenant.name())
                    .bind("dataset", dataset)
                    .execute();
            if (deleted > 0) rows.put(table, deleted);
        }
        return rows;
    }

    /** @param dataset null for all */
    private static void keepIds(Handle handle, Tenant tenant, String dataset) {
        handle.createUpdate("insert into deleted_submission (tenant, dataset, submission)"
                        + " select tenant, dataset, submission from (select tenant, dataset, submission from dataset_submission"
                        + " union select tenant, dataset, submission from submission_content) known"
                        + " where tenant = :tenant and (cast(:dataset as text) is null or dataset = :dataset)"
                        + " on conflict do nothing")
                .bind("tenant", tenant.name())
                .bind("dataset", dataset)
                .execute();
    }

    private static int deleteAll(Handle handle, Tenant tenant, String table) {
        return handle.createUpdate("delete from " + table + " where tenant = :tenant")
                .bind("tenant", tenant.name())
                .execute();
    }

    /** All of a tenant's, in the caller's transaction. */
    public static Map<String, Integer> deleteAll(Handle handle, Tenant tenant) {
        keepIds(handle, tenant, null);
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (String table : TABLES) rows.put(table, deleteAll(handle, tenant, table));
        return rows;
    }
}
