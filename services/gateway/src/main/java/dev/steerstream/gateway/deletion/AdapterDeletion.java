package dev.steerstream.gateway.deletion;

import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Removes an adapter with the profiles that need it and their vectors. One that requests may take now is refused by name. The digest stays in the
 * adaptation that made it.
 */
@Singleton
public class AdapterDeletion {
    private final Database database;
    private final ArtefactStore artefacts;

    public AdapterDeletion(Database database, ArtefactStore artefacts) {
        this.database = database;
        this.artefacts = artefacts;
    }

    /** @throws ProblemException 404 {@code UNKNOWN_ADAPTER}, 409 {@code ADAPTER_IN_USE} */
    public Deleted delete(Tenant tenant, String digest, String actor) {
        return database.inTransaction(handle -> {
            String artefact = texts(
                            handle,
                            "select artefact from adapter where tenant = :tenant and digest = :digest for update",
                            tenant,
                            digest)
                    .stream()
                    .findFirst()
                    .orElseThrow(() -> ProblemException.notFound(
                            "UNKNOWN_ADAPTER",
                            "adapter " + Rules.shown(digest) + " is not known in tenant " + tenant.name()
                                    + ", or was deleted before",
                            "An adaptation names the adapter that it made as adapter_digest."));
            requireUnused(handle, tenant, digest);
            List<String> vectors = texts(
                    handle,
                    "delete from steering_profile where tenant = :tenant and adapter_digest = :digest returning vector_digest",
                    tenant,
                    digest);
            handle.createUpdate("delete from adapter where tenant = :tenant and digest = :digest")
                    .bind("tenant", tenant.name())
                    .bind("digest", digest)
                    .execute();
            Set<String> freed = new LinkedHashSet<>(vectors);
            freed.add(artefact);
            int removed = (int) freed.stream()
                    .filter(one -> artefacts.remove(handle, tenant.name(), one))
                    .count();
            Map<String, Integer> rows = Map.of("adapter", 1, "steering_profile", vectors.size(), "artefact", removed);
            Audit.write(handle, tenant.name(), actor, "delete", "adapter " + digest, rows);
            return new Deleted("adapter " + digest, rows, null);
        });
    }

    private static void requireUnused(Handle handle, Tenant tenant, String digest) {
        // Locked as everything that changes what requests take locks them.
        List<String> tasks = texts(
                handle,
                "select t.task from task t where t.tenant = :tenant and exists (select from steering_profile p"
                        + " where p.tenant = t.tenant and p.task = t.task and p.adapter_digest = :digest)"
                        + " order by t.task for no key update of t",
                tenant,
                digest);
        List<String> users = texts(
                handle,
                "select 'task ' || p.task from steering_profile p where p.tenant = :tenant and p.adapter_digest = :digest"
                        + " and (p.state = 'in_force' or exists (select from profile_ramp r where r.tenant = p.tenant"
                        + "   and r.task = p.task and r.version = p.version and r.state = 'running'))"
                        + " union all select 'adaptation ' || adaptation from adaptation"
                        + "   where tenant = :tenant and adapter_digest = :digest and ended_at is null",
                tenant,
                digest);
        if (users.isEmpty()) return;
        throw ProblemException.conflict(
                "ADAPTER_IN_USE",
                "adapter " + Rules.shown(digest) + " is used by " + String.join(", ", users)
                        + (tasks.size() > users.size() ? " and older profiles" : ""),
                "Retire or promote another version of the task, or delete the task; cancel what runs.");
    }

    private static List<String> texts(Handle handle, String statement, Tenant tenant, String digest) {
        return handle.createQuery(statement)
                .bind("tenant", tenant.name())
                .bind("digest", digest)
                .mapTo(String.class)
                .list();
    }
}
