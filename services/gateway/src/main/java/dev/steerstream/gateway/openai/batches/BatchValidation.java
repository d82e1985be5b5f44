package dev.steerstream.gateway.openai.batches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.datasets.JsonLines;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.gateway.openai.batches.BatchViews.LineError;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.database.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Finds a file's requests, some hundred lines a transaction, so that memory is bounded and a crash costs one portion. What a line's body says is judged when
 * it is asked: here a line must be an object with its own custom_id, the method and the batch's endpoint.
 */
final class BatchValidation {
    private static final int PORTION = 500;
    private static final int MOST_ERRORS = 100;
    private static final int LONGEST_CUSTOM_ID = 512;
    private static final TypeReference<List<LineError>> ERRORS = new TypeReference<>() {};

    private final int lineLimit;
    private final int mostRequests;

    BatchValidation(int lineLimit, int mostRequests) {
        this.lineLimit = lineLimit;
        this.mostRequests = mostRequests;
    }

    private record Item(int number, String customId, long start, int bytes) {}

    /** Reads one portion in the caller's transaction; whether the file's end was reached. */
    boolean portion(Handle handle, Held held, BatchRow batch, Path input) {
        List<Item> items = new ArrayList<>();
        List<LineError> errors = new ArrayList<>(kept(handle, held));
        int lines = batch.readLines();
        long end = batch.readBytes();
        boolean ended = false;
        try (InputStream from = Files.newInputStream(input)) {
            from.skipNBytes(end);
            JsonLines reader = new JsonLines(from, lineLimit, Long.MAX_VALUE);
            while (items.size() < PORTION && !ended) {
                Optional<byte[]> line = reader.next();
                if (line.isEmpty()) {
                    ended = true;
                    break;
                }
                lines++;
                if (lines > mostRequests) {
                    errors.add(new LineError(
                            "too_many_requests", "the file has more than " + mostRequests + " requests", null, null));
                    ended = true;
                    break;
                }
                long start = batch.readBytes() + reader.start();
                end = start + line.get().length;
                read(line.get(), batch, lines, start, items, errors);
                ended = errors.size() >= MOST_ERRORS;
            }
        } catch (ProblemException tooLarge) {
            errors.add(new LineError("line_too_large", tooLarge.getMessage(), null, lines + 1));
            ended = true;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        if (ended && lines == 0 && errors.isEmpty()) {
            errors.add(new LineError("empty_file", "the file has no requests", null, null));
        }
        insert(handle, held, items, errors);
        store(handle, held, lines, end, errors);
        return ended;
    }

    private static void read(
            byte[] line, BatchRow batch, int number, long start, List<Item> items, List<LineError> errors) {
        JsonNode parsed;
        try {
            parsed = Contracts.mapper().readTree(line);
        } catch (JsonProcessingException notJson) {
            errors.add(new LineError("invalid_json_line", "the line is not JSON", null, number));
            return;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String customId = parsed.path("custom_id").asText("");
        if (!parsed.isObject()
                || customId.isEmpty()
                || customId.length() > LONGEST_CUSTOM_ID
                || customId.indexOf('\0') >= 0) {
            errors.add(new LineError(
                    "missing_custom_id",
                    "the line needs a custom_id of 1 to " + LONGEST_CUSTOM_ID + " characters",
                    "custom_id",
                    number));
        } else if (!parsed.path("method").asText().equals("POST")) {
            errors.add(new LineError("invalid_method", "method must be POST", "method", number));
        } else if (!parsed.path("url").asText().equals(batch.endpoint())) {
            errors.add(new LineError(
                    "mismatched_endpoint", "url must be the batch's endpoint, " + batch.endpoint(), "url", number));
        } else if (!parsed.path("body").isObject()) {
            errors.add(new LineError("missing_body", "body must be an object", "body", number));
        } else {
            items.add(new Item(number - 1, customId, start, line.length));
        }
    }

    private static void insert(Handle handle, Held held, List<Item> items, List<LineError> errors) {
        // Those of the portions before; within this one the first of a name stays.
        Set<String> known = new HashSet<>(handle.createQuery("select custom_id from batch_item"
                        + " where tenant = :tenant and batch = :batch and custom_id = any(:ids)")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .bind("ids", items.stream().map(Item::customId).toArray(String[]::new))
                .mapTo(String.class)
                .list());
        PreparedBatch rows = handle.prepareBatch("insert into batch_item (tenant, batch, number, custom_id, line_start,"
                + " line_bytes, request) values (:tenant, :batch, :number, :customId, :start, :bytes, :request)");
        for (Item item : items) {
            if (!known.add(item.customId())) {
                if (errors.size() < MOST_ERRORS) {
                    errors.add(new LineError(
                            "duplicate_custom_id",
                            "custom_id " + item.customId() + " is not the only one",
                            "custom_id",
                            item.number() + 1));
                }
                continue;
            }
            rows.bind("tenant", held.tenant().name())
                    .bind("batch", held.id())
                    .bind("number", item.number())
                    .bind("customId", item.customId())
                    .bind("start", item.start())
                    .bind("bytes", item.bytes())
                    .bind("request", held.id() + "-" + item.number())
                    .add();
        }
        if (rows.size() > 0) rows.execute();
    }

    private static List<LineError> kept(Handle handle, Held held) {
        return handle.createQuery("select errors::text errors from batch where tenant = :tenant and batch = :batch")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .map((row, context) -> Optional.ofNullable(Json.read(ERRORS, row.getString("errors"))))
                .one()
                .orElse(List.of());
    }

    private static void store(Handle handle, Held held, int lines, long end, List<LineError> errors) {
        handle.createUpdate("update batch set read_lines = :lines, read_bytes = :end,"
                        + " errors = cast(:errors as jsonb) where tenant = :tenant and batch = :batch")
                .bind("lines", lines)
                .bind("end", end)
                .bind("errors", errors.isEmpty() ? null : Json.write(errors))
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .execute();
    }
}
