package dev.steerstream.gateway.replays;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.replays.ReplayLeases.Held;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.work.database.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jdbi.v3.core.Handle;

/** Compares what the decoders have answered, in the caller's transaction. Stateless. */
final class ReplayComparisons {
    private static final int PORTION = 50;

    /** Bytes of JSON; a larger detail is compared by its text. */
    private static final int LARGEST_DETAIL = 32 * 1024 * 1024;

    private ReplayComparisons() {}

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Ended(
            int number,
            String reference,
            String state,
            GenerationResult before,
            GenerationResult after,
            byte[] detailBefore,
            byte[] detailAfter) {}

    /** Compares a portion of those that have ended; how many. */
    static int compare(Handle handle, Held held) {
        List<Ended> portion = handle.createQuery("select i.number, i.reference, a.state, o.result::text before,"
                        + " a.result::text after, d.body detail_before, e.body detail_after from replay_item i"
                        + " left join generation o on o.tenant = i.tenant and o.request = i.original"
                        + " left join generation a on a.tenant = i.tenant and a.request = i.request"
                        + " left join generation_detail d on d.tenant = i.tenant and d.request = i.original"
                        + " left join generation_detail e on e.tenant = i.tenant and e.request = i.request"
                        + " where i.tenant = :tenant and i.replay = :replay and i.state = 'asked'"
                        + " and (a.request is null or a.ended_at is not null) order by i.number limit :portion")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .bind("portion", PORTION)
                .map((row, context) -> new Ended(
                        row.getInt("number"),
                        row.getString("reference"),
                        row.getString("state"),
                        Json.read(GenerationResult.class, row.getString("before")),
                        Json.read(GenerationResult.class, row.getString("after")),
                        row.getBytes("detail_before"),
                        row.getBytes("detail_after")))
                .list();
        portion.forEach(ended -> store(handle, held, ended));
        return portion.size();
    }

    private static void store(Handle handle, Held held, Ended ended) {
        AnswerComparison comparison = null;
        String failure = null;
        String state = "compared";
        if (ended.after() == null) {
            state = "failed";
            failure = "DELETED";
        } else if (ended.after().state() != GenerationResult.State.SUCCEEDED) {
            state = "failed";
            failure = ended.after().failure() == null
                    ? "CANCELLED"
                    : ended.after().failure().code();
        } else if (ended.before() == null || ended.before().receipt() == null) {
            state = "gone";
        } else {
            comparison = AnswerComparison.of(
                    new AnswerComparison.Side(ended.before(), tokens(ended.detailBefore())),
                    new AnswerComparison.Side(ended.after(), tokens(ended.detailAfter())),
                    ended.reference());
        }
        handle.createUpdate("update replay_item set state = :state, comparison = cast(:comparison as jsonb),"
                        + " failure_code = :failure where tenant = :tenant and replay = :replay and number = :number")
                .bind("state", state)
                .bind("comparison", Json.write(comparison))
                .bind("failure", failure)
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .bind("number", ended.number())
                .execute();
    }

    /** Token ids of each answer, from the detail as the decoder stored it; empty where it is gone. */
    private static List<int[]> tokens(byte[] detail) {
        if (detail == null) return List.of();
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(detail))) {
            byte[] json = unzipped.readNBytes(LARGEST_DETAIL + 1);
            if (json.length > LARGEST_DETAIL) return List.of();
            List<int[]> answers = new ArrayList<>();
            for (JsonNode choice : Contracts.mapper().readTree(json).path("choices")) {
                int[] ids = new int[choice.path("tokens").size()];
                for (int t = 0; t < ids.length; t++) {
                    ids[t] = choice.path("tokens").get(t).path("id").intValue();
                }
                answers.add(ids);
            }
            return answers;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("a stored token detail cannot be read", unreadable);
        }
    }
}
