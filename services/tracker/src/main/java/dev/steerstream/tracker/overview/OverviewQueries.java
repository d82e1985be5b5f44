package dev.steerstream.tracker.overview;

import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;

/** What only the overview reads. */
@Singleton
class OverviewQueries {
    private static final int MOST = 8;

    /** The newest of each kind, then the newest of all: no kind hides another, and each part is short. */
    private static final String TROUBLE = """
            select * from (
              (select 'job' kind, adaptation id, failure ->> 'code' code, failure ->> 'message' message, ended_at at
                from adaptation where tenant = :tenant and state = 'failed'
                  and created_at > clock_timestamp() - interval '7 days' order by created_at desc limit :most)
              union all
              (select 'request', request, result #>> '{failure,code}', result #>> '{failure,message}', ended_at
                from generation where tenant = :tenant and state = 'failed'
                  and created_at > clock_timestamp() - interval '24 hours' order by created_at desc limit :most)
              union all
              (select 'dataset', dataset, upper(state), bad_rows || ' bad rows in submission ' || submission, ended_at
                from dataset_submission where tenant = :tenant and state <> 'sealed'
                  and ended_at > clock_timestamp() - interval '7 days' order by ended_at desc limit :most)
              union all
              (select 'dead letter', cast(id as text), failure ->> 'code', failure ->> 'message', created_at
                from dead_letter where tenant = :tenant and state = 'stored' order by created_at desc limit :most)
            ) t order by at desc limit :most""";

    private final Database database;

    OverviewQueries(Database database) {
        this.database = database;
    }

    /** Newest first. */
    List<Trouble> trouble(String tenant) {
        return database.read(handle -> handle.createQuery(TROUBLE)
                .bind("tenant", tenant)
                .bind("most", MOST)
                .map((row, context) -> new Trouble(
                        row.getString("kind"),
                        row.getString("id"),
                        address(row.getString("kind"), row.getString("id")),
                        row.getString("code"),
                        row.getString("message"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list());
    }

    private static String address(String kind, String id) {
        return switch (kind) {
            case "job" -> "/jobs/" + id;
            case "request" -> "/requests/" + id;
            case "dataset" -> "/datasets/" + id;
            default -> "/dead-letters/" + id;
        };
    }

    /** Decoders that spoke within two minutes, the newest first. */
    List<ServedModel> decoders() {
        return database.read(handle -> handle.createQuery("select decoder, model, weight_format, device, threads,"
                        + " started_at, seen_at from served_model"
                        + " where seen_at > clock_timestamp() - interval '2 minutes'"
                        + " order by started_at desc, decoder limit 100")
                .map((row, context) -> new ServedModel(
                        row.getString("decoder"),
                        row.getString("model"),
                        row.getString("weight_format"),
                        row.getString("device"),
                        row.getInt("threads"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant()))
                .list());
    }
}
