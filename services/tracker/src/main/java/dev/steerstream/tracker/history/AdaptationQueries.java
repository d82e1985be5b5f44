package dev.steerstream.tracker.history;

import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads adaptations, which the trainer and the extractor write. */
@Singleton
public class AdaptationQueries {
    /** Instead of a state: all that have not ended. */
    public static final String OPEN = "open";

    private final Database database;

    public AdaptationQueries(Database database) {
        this.database = database;
    }

    /**
     * Newest first.
     *
     * @param task of which task, or null for all
     */
    public Page<AdaptationRow> adaptations(String tenant, String task, Cursor after, int limit) {
        return adaptations(tenant, task, null, after, limit);
    }

    /**
     * Newest first.
     *
     * @param task of which task, or null for all
     * @param state one of the states, {@code open} for those that have not ended, or null for all
     */
    public Page<AdaptationRow> adaptations(String tenant, String task, String state, Cursor after, int limit) {
        Map<String, String> bound = new HashMap<>();
        if (task != null) bound.put("task", task);
        if (state != null && !state.equals(OPEN)) bound.put("state", state);
        return database.read(handle -> {
            List<AdaptationRow> rows = handle.createQuery("select" + AdaptationRow.COLUMNS
                            + "from adaptation a where a.tenant = :tenant"
                            + (task == null ? "" : " and a.task = :task")
                            + (state == null
                                    ? ""
                                    : state.equals(OPEN) ? " and a.ended_at is null" : " and a.state = :state")
                            + " and (a.created_at, cast(a.adaptation as text)) < (:at, cast(:id as text))"
                            + " order by a.created_at desc, a.adaptation desc limit :limit")
                    .bind("tenant", tenant)
                    .bindMap(bound)
                    .bind("at", after.at().atOffset(ZoneOffset.UTC))
                    .bind("id", after.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> AdaptationRow.read(row))
                    .list();
            return Page.of(rows, limit, row -> new Cursor(row.createdAt(), row.adaptation()));
        });
    }

    public Optional<AdaptationRow> adaptation(String tenant, String adaptation) {
        return database.read(handle -> handle.createQuery("select" + AdaptationRow.COLUMNS
                        + "from adaptation a where a.tenant = :tenant and a.adaptation = :adaptation")
                .bind("tenant", tenant)
                .bind("adaptation", adaptation)
                .map((row, context) -> AdaptationRow.read(row))
                .findOne());
    }
}
