package dev.steerstream.tracker.history;

import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Reads adaptations, which the trainer and the extractor write. */
@Singleton
public class AdaptationQueries {
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
        return database.read(handle -> {
            List<AdaptationRow> rows = handle.createQuery("select" + AdaptationRow.COLUMNS
                            + "from adaptation a where a.tenant = :tenant"
                            + (task == null ? "" : " and a.task = :task")
                            + " and (a.created_at, cast(a.adaptation as text)) < (:at, cast(:id as text))"
                            + " order by a.created_at desc, a.adaptation desc limit :limit")
                    .bind("tenant", tenant)
                    .bindMap(task == null ? Map.of() : Map.of("task", task))
                    .bind("at", after.at().atOffset(ZoneOffset.UTC))
                    .bind("id", after.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> AdaptationRow.read(row))
                    .list();
            return Page.of(rows, limit, row -> new Cursor(row.createdAt(), row.adaptation()));
        });
    }
}
