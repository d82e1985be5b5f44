package dev.steerstream.gateway.letters;

import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Position;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.letters.DeadLetterViews.DeadLetter;
import dev.steerstream.gateway.letters.DeadLetterViews.DeadLetterDetail;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads dead letters. */
@Singleton
public class DeadLetterQueries {
    private final Database database;

    public DeadLetterQueries(Database database) {
        this.database = database;
    }

    /** What is asked for; null means any. */
    record Filter(String state, String reason, String topic) {}

    /** Newest first, without the records themselves. */
    Page<DeadLetter> list(Tenant tenant, Filter filter, String after, int limit) {
        Position from = Position.after(after);
        return database.read(handle -> {
            List<DeadLetter> rows = handle.createQuery("select" + StoredLetter.COLUMNS + "from dead_letter"
                            + " where tenant = :tenant"
                            + " and (cast(:state as text) is null or state = :state)"
                            + " and (cast(:reason as text) is null or failure ->> 'code' = :reason)"
                            + " and (cast(:topic as text) is null or topic = :topic)"
                            + " and (created_at, id::text) < (:at, cast(:id as text))"
                            + " order by created_at desc, id::text desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("state", filter.state())
                    .bind("reason", filter.reason())
                    .bind("topic", filter.topic())
                    .bind("at", from.at().atOffset(ZoneOffset.UTC))
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map(StoredLetter::readLetter)
                    .list();
            return Page.of(
                    rows, limit, row -> Position.of(row.storedAt(), row.id().toString()));
        });
    }

    Optional<DeadLetterDetail> find(Tenant tenant, UUID id) {
        return database.read(handle -> handle.createQuery(
                        "select" + StoredLetter.WHOLE + "from dead_letter where tenant = :tenant and id = :id")
                .bind("tenant", tenant.name())
                .bind("id", id)
                .map(StoredLetter::whole)
                .findOne()
                .map(StoredLetter::shown));
    }
}
