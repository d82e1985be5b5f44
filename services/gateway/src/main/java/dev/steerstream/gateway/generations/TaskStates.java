package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Gathering;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tasks take requests. Every request that names one asks, so those that come at the same time are looked up together. Safe from any thread. */
@Singleton
public class TaskStates {
    private final Database database;
    private final Gathering<Name, Optional<TaskState>> lookups;

    public TaskStates(Database database) {
        this.database = database;
        this.lookups = Gathering.start("task-lookup", this::find);
    }

    private record Name(String tenant, String task) {}

    /**
     * How a task is.
     *
     * @param state active or retired
     * @param ready whether one of its profiles is in force
     */
    public record TaskState(String state, boolean ready) {}

    /** Empty where the task is not known. */
    public Optional<TaskState> find(Tenant tenant, String task) {
        return lookups.answer(new Name(tenant.name(), task));
    }

    private List<Optional<TaskState>> find(List<Name> names) {
        Map<Name, TaskState> found = new HashMap<>();
        database.read(handle -> handle.createQuery(
                        "select tenant, task, state, profile_version is not null ready from task where (tenant, task)"
                                + " in (select * from unnest(:tenants, :tasks)) and state <> 'deleted'")
                .bind("tenants", names.stream().map(Name::tenant).toArray(String[]::new))
                .bind("tasks", names.stream().map(Name::task).toArray(String[]::new))
                .map((row, context) -> found.put(
                        new Name(row.getString("tenant"), row.getString("task")),
                        new TaskState(row.getString("state"), row.getBoolean("ready"))))
                .list());
        return names.stream().map(name -> Optional.ofNullable(found.get(name))).toList();
    }

    @PreDestroy
    void close() {
        lookups.close();
    }
}
