package dev.steerstream.gateway.openai.batches;

import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.OpenAiError;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Problems;
import dev.steerstream.gateway.leases.RowLeases;
import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.gateway.openai.answers.Answers;
import dev.steerstream.gateway.openai.answers.Endpoint;
import dev.steerstream.gateway.openai.batches.BatchViews.KeptError;
import dev.steerstream.gateway.openai.batches.BatchViews.LineAnswer;
import dev.steerstream.gateway.openai.batches.BatchViews.OutputError;
import dev.steerstream.gateway.openai.batches.BatchViews.OutputLine;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes a batch's answers to files, some hundred items at a time: memory does not depend on the batch. For one thread. */
final class BatchOutputs {
    private static final int PORTION = 200;

    private final Database database;
    private final RowLeases leases;
    private final GenerationStore generations;
    private final Answers answers;

    BatchOutputs(Database database, RowLeases leases, GenerationStore generations, Answers answers) {
        this.database = database;
        this.leases = leases;
        this.generations = generations;
        this.answers = answers;
    }

    private record Item(int number, String customId, String request, String model, String state, KeptError error) {}

    /** Answers go to the one file, what has none to the other. The lease is renewed with every portion, since a large batch takes a while. */
    void write(Held held, Endpoint endpoint, Path output, Path errors) throws IOException {
        try (OutputStream answered = Files.newOutputStream(output);
                OutputStream failed = Files.newOutputStream(errors)) {
            int after = -1;
            for (List<Item> items = portion(held, after); !items.isEmpty(); items = portion(held, after)) {
                for (Item item : items) {
                    OutputLine line = line(held, endpoint, item);
                    boolean succeeded =
                            line.response() != null && line.response().statusCode() == 200;
                    OutputStream to = succeeded ? answered : failed;
                    to.write(Contracts.mapper().writeValueAsBytes(line));
                    to.write('\n');
                }
                after = items.get(items.size() - 1).number();
                database.useTransaction(handle -> leases.renew(handle, held));
            }
        }
    }

    private List<Item> portion(Held held, int after) {
        return database.read(handle -> handle.createQuery("select number, custom_id, request, model, state,"
                        + " error::text error from batch_item where tenant = :tenant and batch = :batch"
                        + " and number > :after order by number limit :portion")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .bind("after", after)
                .bind("portion", PORTION)
                .map((row, context) -> new Item(
                        row.getInt("number"),
                        row.getString("custom_id"),
                        row.getString("request"),
                        row.getString("model"),
                        row.getString("state"),
                        Json.read(KeptError.class, row.getString("error"))))
                .list());
    }

    private OutputLine line(Held held, Endpoint endpoint, Item item) {
        String id = "batch_req_" + item.request();
        return switch (item.state()) {
            case "succeeded" -> new OutputLine(id, item.customId(), answer(held, endpoint, item), null);
            case "failed" ->
                new OutputLine(
                        id,
                        item.customId(),
                        new LineAnswer(
                                item.error().status(),
                                item.request(),
                                item.error().body()),
                        null);
            case "expired" ->
                new OutputLine(
                        id,
                        item.customId(),
                        null,
                        new OutputError(
                                "batch_expired", "the batch's window was over before this request was answered"));
            default ->
                new OutputLine(
                        id,
                        item.customId(),
                        null,
                        new OutputError("batch_cancelled", "the request was cancelled before it was answered"));
        };
    }

    private LineAnswer answer(Held held, Endpoint endpoint, Item item) {
        Optional<Generation> found = generations.find(held.tenant(), item.request());
        if (found.isEmpty()) {
            OpenAiError gone = Problems.openAi(ProblemException.notFound(
                    "REQUEST_DELETED", "the answer of request " + item.request() + " was deleted", "Ask again."));
            return new LineAnswer(gone.status(), item.request(), gone);
        }
        try {
            Object body = answers.whole(endpoint, held.tenant(), item.model(), found.get());
            return new LineAnswer(200, item.request(), body);
        } catch (SteerStreamException unreadable) {
            OpenAiError error = Problems.openAi(unreadable);
            return new LineAnswer(error.status(), item.request(), error);
        }
    }
}
