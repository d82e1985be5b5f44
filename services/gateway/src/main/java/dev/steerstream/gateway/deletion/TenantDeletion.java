package dev.steerstream.gateway.deletion;

import dev.steerstream.gateway.adaptations.AcceptedStarts;
import dev.steerstream.gateway.datasets.DatasetDeletion;
import dev.steerstream.gateway.generations.GenerationEnds;
import dev.steerstream.gateway.generations.RequestDeletion;
import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.files.FileStore;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.outbox.Outbox;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Removes all that a tenant has but the audit and the ids of its requests. Its tasks are the trainer's to delete; what decoders are at ends first. Both
 * take a moment, so that a second call may find more to remove, and says whether it did.
 */
@Singleton
public class TenantDeletion {
    private static final int PORTION = 500;
    private static final int MOST_PORTIONS = 1_000;

    private final Database database;
    private final Outbox outbox;
    private final GenerationEnds generations;
    private final ApiKeys keys;
    private final FileStore files;

    public TenantDeletion(Database database, Outbox outbox, GenerationEnds generations, ApiKeys keys, FileStore files) {
        this.database = database;
        this.outbox = outbox;
        this.generations = generations;
        this.keys = keys;
        this.files = files;
    }

    Deleted delete(Tenant tenant, String actor) {
        keys.revokeAll(tenant.name(), actor);
        cancelOpen(tenant);
        return database.inTransaction(handle -> {
            Map<String, Integer> rows = new LinkedHashMap<>();
            rows.put("task", deleteTasks(handle, tenant));
            rows.put("generation", RequestDeletion.deleteAll(handle, tenant));
            rows.putAll(DatasetDeletion.deleteAll(handle, tenant));
            rows.put(
                    "dead_letter",
                    handle.createUpdate("delete from dead_letter where tenant = :tenant")
                            .bind("tenant", tenant.name())
                            .execute());
            rows.put("accepted_start", AcceptedStarts.deleteAll(handle, tenant));
            rows.putAll(files.deleteAll(handle, tenant));
            rows.values().removeIf(count -> count == 0);
            Audit.write(handle, tenant.name(), actor, "delete", "tenant " + tenant.name(), rows);
            return new Deleted("tenant " + tenant.name(), rows, remains(handle, tenant));
        });
    }

    private void cancelOpen(Tenant tenant) {
        for (int portion = 0; portion < MOST_PORTIONS; portion++) {
            List<String> open = database.read(handle -> handle.createQuery("select request from generation"
                            + " where tenant = :tenant and state in ('queued', 'running') and not cancel_requested"
                            + " limit " + PORTION)
                    .bind("tenant", tenant.name())
                    .mapTo(String.class)
                    .list());
            open.forEach(request -> generations.cancel(tenant, request, "its tenant was deleted"));
            if (open.size() < PORTION) return;
        }
    }

    private int deleteTasks(Handle handle, Tenant tenant) {
        List<String> tasks = handle.createQuery(
                        "select task from task where tenant = :tenant and state <> 'deleted' order by task")
                .bind("tenant", tenant.name())
                .mapTo(String.class)
                .list();
        for (String task : tasks) {
            AdaptationCommand command = new AdaptationCommand(
                    UUID.randomUUID().toString(),
                    AdaptationCommand.Action.DELETE,
                    task,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "its tenant was deleted");
            outbox.append(handle, tenant.name(), Topic.ADAPTATION_COMMANDS, tenant.key(task), command);
        }
        return tasks.size();
    }

    private static String remains(Handle handle, Tenant tenant) {
        long running = handle.createQuery(
                        "select count(*) from generation where tenant = :tenant and state in ('queued', 'running')")
                .bind("tenant", tenant.name())
                .mapTo(Long.class)
                .one();
        long tasks = handle.createQuery("select count(*) from task where tenant = :tenant and state <> 'deleted'")
                .bind("tenant", tenant.name())
                .mapTo(Long.class)
                .one();
        if (running == 0 && tasks == 0) return null;
        return running + " requests that decoders are at, and " + tasks
                + " tasks that the trainer deletes now: ask again";
    }
}
