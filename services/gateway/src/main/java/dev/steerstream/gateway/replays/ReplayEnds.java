package dev.steerstream.gateway.replays;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.steerstream.gateway.replays.ReplayLeases.Held;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Ends a replay with its report, in the caller's transaction. Stateless. */
final class ReplayEnds {
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private ReplayEnds() {}

    /** Whether nothing is left to ask or to wait for. */
    static boolean done(Handle handle, Held held) {
        return handle.createQuery("select not exists (select from replay_item where tenant = :tenant"
                        + " and replay = :replay and state in ('waiting', 'asked'))")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .mapTo(Boolean.class)
                .one();
    }

    /** @param state succeeded or cancelled */
    static void end(Handle handle, Held held, String state) {
        end(handle, held, state, ReplayReport.of(compared(handle, held), window(handle, held)), null);
    }

    static void fail(Handle handle, Held held, Failure failure) {
        end(handle, held, "failed", null, failure);
    }

    private static void end(Handle handle, Held held, String state, ReplayReport report, Failure failure) {
        handle.createUpdate("update replay set state = :state, report = cast(:report as jsonb),"
                        + " failure = cast(:failure as jsonb), ended_at = clock_timestamp(), lease_owner = null,"
                        + " lease_expires_at = null where tenant = :tenant and replay = :replay")
                .bind("state", state)
                .bind("report", Json.write(report))
                .bind("failure", Json.write(failure))
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .execute();
    }

    private static List<ReplayReport.Compared> compared(Handle handle, Held held) {
        return handle.createQuery("select prompt_hash, reference_source, comparison::text comparison from replay_item"
                        + " where tenant = :tenant and replay = :replay and state = 'compared' order by number")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .map((row, context) -> new ReplayReport.Compared(
                        row.getString("prompt_hash"),
                        row.getString("reference_source"),
                        Json.read(AnswerComparison.class, row.getString("comparison"))))
                .list();
    }

    private static ReplayReport.Window window(Handle handle, Held held) {
        Map<String, Long> failed = new TreeMap<>();
        handle.createQuery("select failure_code, count(*) n from replay_item where tenant = :tenant"
                        + " and replay = :replay and state = 'failed' group by failure_code")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .map((row, context) -> failed.put(row.getString("failure_code"), row.getLong("n")))
                .list();
        return handle.createQuery(
                        "select removed, unanswered, beyond, notes::text notes, (select count(*) from replay_item"
                                + " where tenant = :tenant and replay = :replay and state = 'gone') gone from replay"
                                + " where tenant = :tenant and replay = :replay")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .map((row, context) -> {
                    List<String> notes = Json.read(TEXTS, row.getString("notes"));
                    return new ReplayReport.Window(
                            failed,
                            row.getLong("gone"),
                            row.getLong("removed"),
                            row.getLong("unanswered"),
                            row.getLong("beyond"),
                            notes == null ? List.of() : notes);
                })
                .one();
    }
}
