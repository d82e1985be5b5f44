package dev.steerstream.gateway.replays;

import dev.steerstream.gateway.generations.GenerationEnds;
import dev.steerstream.gateway.generations.intake.GenerationIntake;
import dev.steerstream.gateway.replays.ReplayLeases.Held;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.ReplayReference;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Asks the decoders for a replay's answers, a few at a time, so that a backlog lies in rows and not on the topic; and takes them back. */
final class ReplayRequests {
    /** Shorter than the longest that a decoder grants, since its clock may differ. */
    private static final Duration DEADLINE = Duration.ofHours(23);

    private final Database database;
    private final GenerationIntake intake;
    private final GenerationEnds ends;
    private final Clock clock;
    private final int inFlight;

    /** @param inFlight requests of one replay that lie with the decoders at a time */
    ReplayRequests(Database database, GenerationIntake intake, GenerationEnds ends, Clock clock, int inFlight) {
        this.database = database;
        this.intake = intake;
        this.ends = ends;
        this.clock = clock;
        this.inFlight = inFlight;
    }

    private record Waiting(int number, String request, String original, GenerationRequest body, long seed) {}

    /** Asks for as many as there is room for, in the caller's transaction; how many. */
    int ask(Handle handle, Held held) {
        int asked = handle.createQuery("select count(*) from replay_item"
                        + " where tenant = :tenant and replay = :replay and state = 'asked'")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .mapTo(Integer.class)
                .one();
        if (asked >= inFlight) return 0;
        List<Waiting> waiting = handle.createQuery("select i.number, i.request, i.original, g.body::text body, g.seed"
                        + " from replay_item i left join generation g on g.tenant = i.tenant and g.request = i.original"
                        + " where i.tenant = :tenant and i.replay = :replay and i.state = 'waiting'"
                        + " order by i.number limit :room")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .bind("room", inFlight - asked)
                .map((row, context) -> new Waiting(
                        row.getInt("number"),
                        row.getString("request"),
                        row.getString("original"),
                        Json.read(GenerationRequest.class, row.getString("body")),
                        row.getLong("seed")))
                .list();
        for (Waiting item : waiting) {
            if (item.body() != null) {
                intake.accept(handle, held.tenant(), again(held, item));
            }
            handle.createUpdate("update replay_item set state = :state"
                            + " where tenant = :tenant and replay = :replay and number = :number")
                    .bind("state", item.body() == null ? "gone" : "asked")
                    .bind("tenant", held.tenant().name())
                    .bind("replay", held.replay())
                    .bind("number", item.number())
                    .execute();
        }
        return waiting.size();
    }

    /** The same request with the seed that was pinned, computed so that its company changes no bit. */
    private GenerationRequest again(Held held, Waiting item) {
        GenerationRequest body = item.body();
        SamplingOptions sampling = body.sampling() == null
                ? new SamplingOptions(null, null, null, null, null, null, null, null)
                : body.sampling();
        SteeringOptions steering = body.steering() == null ? new SteeringOptions(null, null, null) : body.steering();
        Instant deadline = clock.instant().plus(DEADLINE).truncatedTo(ChronoUnit.MICROS);
        return new GenerationRequest(
                item.request(),
                body.task(),
                body.messages(),
                body.prompt(),
                sampling.withSeed(item.seed()),
                steering.under(held.settings().profileVersion(), held.settings().mode()),
                null,
                true,
                deadline,
                null,
                body.responseFormat(),
                null,
                new ReplayReference(held.replay(), item.original()));
    }

    /** Cancels what lies with the decoders; what has ended stays as it is. */
    void takeBack(Held held) {
        List<String> asked = database.read(handle -> handle.createQuery("select request from replay_item"
                        + " where tenant = :tenant and replay = :replay and state = 'asked' order by number")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .mapTo(String.class)
                .list());
        asked.forEach(request -> ends.cancel(held.tenant(), request, "its replay was cancelled"));
    }
}
