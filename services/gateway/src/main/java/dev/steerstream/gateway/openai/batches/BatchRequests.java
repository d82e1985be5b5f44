package dev.steerstream.gateway.openai.batches;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.gateway.generations.GenerationAdmission;
import dev.steerstream.gateway.generations.GenerationEnds;
import dev.steerstream.gateway.generations.intake.GenerationIntake;
import dev.steerstream.gateway.http.OpenAiError;
import dev.steerstream.gateway.http.Problems;
import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.gateway.openai.answers.Asked;
import dev.steerstream.gateway.openai.answers.Endpoint;
import dev.steerstream.gateway.openai.batches.BatchViews.KeptError;
import dev.steerstream.gateway.openai.parameters.Parameters;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Asks the decoders for a batch's answers, a few at a time, on the batch topic; sees which have come; and takes them back. */
final class BatchRequests {
    /** Shorter than the longest that a decoder grants, since its clock may differ. */
    private static final Duration LONGEST_DEADLINE = Duration.ofHours(23);

    private static final int TOO_MANY = 429;

    private final Database database;
    private final GenerationAdmission admission;
    private final GenerationIntake intake;
    private final GenerationEnds ends;
    private final Clock clock;
    private final int inFlight;

    /** @param inFlight requests of one batch that lie with the decoders at a time */
    BatchRequests(
            Database database,
            GenerationAdmission admission,
            GenerationIntake intake,
            GenerationEnds ends,
            Clock clock,
            int inFlight) {
        this.database = database;
        this.admission = admission;
        this.intake = intake;
        this.ends = ends;
        this.clock = clock;
        this.inFlight = inFlight;
    }

    private record Waiting(int number, String request, long start, int bytes) {}

    /** Asks for as many as there is room for, in the caller's transaction; how many. */
    int ask(Handle handle, Held held, BatchRow batch, Endpoint endpoint, Path input) {
        int asked = handle.createQuery(
                        "select count(*) from batch_item where tenant = :tenant and batch = :batch and state = 'asked'")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .mapTo(Integer.class)
                .one();
        if (asked >= inFlight) return 0;
        List<Waiting> waiting = handle.createQuery(
                        "select number, request, line_start, line_bytes from batch_item"
                                + " where tenant = :tenant and batch = :batch and state = 'waiting' order by number limit :room")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .bind("room", inFlight - asked)
                .map((row, context) -> new Waiting(
                        row.getInt("number"),
                        row.getString("request"),
                        row.getLong("line_start"),
                        row.getInt("line_bytes")))
                .list();
        if (waiting.isEmpty()) return 0;
        try (FileChannel file = FileChannel.open(input)) {
            int taken = 0;
            for (Waiting item : waiting) {
                if (!ask(handle, held, batch, endpoint, item, line(file, item))) break;
                taken++;
            }
            return taken;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode line(FileChannel file, Waiting item) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(item.bytes());
        long position = item.start();
        while (bytes.hasRemaining()) {
            int read = file.read(bytes, position);
            if (read < 0) throw new IOException("the input ends within line " + (item.number() + 1));
            position += read;
        }
        return Contracts.mapper().readTree(bytes.array());
    }

    /**
     * What is refused at the door is an answer too: the line's. Where the tenant has no room, or for trouble of ours, the line is asked again later.
     *
     * @return whether the line is dealt with
     */
    private boolean ask(Handle handle, Held held, BatchRow batch, Endpoint endpoint, Waiting item, JsonNode line) {
        String model = line.path("body").path("model").asText();
        Optional<OpenAiError> refused = Optional.empty();
        try {
            Parameters given = new Parameters((ObjectNode) line.path("body"));
            given.unsupported("stream", "false");
            Asked asked = endpoint.read(held.tenant(), given);
            GenerationRequest request =
                    admission.admit(held.tenant(), asked.under(item.request(), deadline(batch)), null);
            intake.accept(handle, held.tenant(), request);
        } catch (RuntimeException thrown) {
            if (Failures.of(thrown).kind() != Failure.Kind.USER) throw thrown;
            refused = Optional.of(Problems.openAi(thrown));
        }
        if (refused.isPresent() && refused.get().status() == TOO_MANY) return false;
        handle.createUpdate("update batch_item set state = :state, model = :model, error = cast(:error as jsonb)"
                        + " where tenant = :tenant and batch = :batch and number = :number")
                .bind("state", refused.isPresent() ? "failed" : "asked")
                .bind("model", model)
                .bind("error", refused.map(BatchRequests::kept).orElse(null))
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .bind("number", item.number())
                .execute();
        return true;
    }

    private static String kept(OpenAiError refused) {
        return Json.write(new KeptError(refused.status(), Contracts.mapper().valueToTree(refused)));
    }

    private Instant deadline(BatchRow batch) {
        Instant latest = clock.instant().plus(LONGEST_DEADLINE);
        return batch.expiresAt().isBefore(latest) ? batch.expiresAt() : latest;
    }

    private record Ended(int number, String state, Failure failure) {}

    /** Notes which of the asked ones have ended, in the caller's transaction; how many. A request that is gone was deleted meanwhile. */
    static int collect(Handle handle, Held held) {
        List<Ended> ended = new ArrayList<>(handle.createQuery(
                        "select i.number, g.state, g.result ->> 'failure' failure"
                                + " from batch_item i left join generation g on g.tenant = i.tenant and g.request = i.request"
                                + " where i.tenant = :tenant and i.batch = :batch and i.state = 'asked'"
                                + " and (g.state is null or g.state in ('succeeded', 'failed', 'cancelled')) order by i.number")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .map((row, context) -> new Ended(
                        row.getInt("number"),
                        row.getString("state"),
                        Json.read(Failure.class, row.getString("failure"))))
                .list());
        for (Ended one : ended) {
            boolean expired = one.failure() != null && one.failure().code().equals("EXPIRED");
            String state = one.state() == null ? "cancelled" : expired ? "expired" : one.state();
            handle.createUpdate("update batch_item set state = :state, error = cast(:error as jsonb)"
                            + " where tenant = :tenant and batch = :batch and number = :number")
                    .bind("state", state)
                    .bind(
                            "error",
                            state.equals("failed")
                                    ? kept(Problems.openAi(new SteerStreamException(one.failure())))
                                    : null)
                    .bind("tenant", held.tenant().name())
                    .bind("batch", held.id())
                    .bind("number", one.number())
                    .execute();
        }
        return ended.size();
    }

    /** Cancels what lies with the decoders, and gives up what waits; what has ended stays as it is. */
    void takeBack(Held held, String state) {
        List<String> asked = database.read(handle -> handle.createQuery(
                        "select request from batch_item where tenant = :tenant and batch = :batch and state = 'asked'")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .mapTo(String.class)
                .list());
        asked.forEach(request -> ends.abandon(held.tenant(), request, "its batch has ended"));
        database.useTransaction(handle -> {
            collect(handle, held);
            handle.createUpdate("update batch_item set state = :state"
                            + " where tenant = :tenant and batch = :batch and state in ('waiting', 'cancelled')")
                    .bind("state", state)
                    .bind("tenant", held.tenant().name())
                    .bind("batch", held.id())
                    .execute();
        });
    }
}
