package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.Table;
import java.io.PrintWriter;
import java.time.Instant;

/** How batches look on a terminal. */
final class BatchText {
    static final Table LIST = Table.of("BATCH", 38, "id")
            .column("STATE", 12, "status")
            .column("ANSWERED", -10, batch -> count(batch, "completed"))
            .column("FAILED", -8, batch -> count(batch, "failed"))
            .column("OF", -8, batch -> count(batch, "total"))
            .column("CREATED", 20, batch -> time(batch, "created_at"));

    private BatchText() {}

    static void describe(JsonNode batch, PrintWriter writer) {
        writer.println("batch " + batch.path("id").asText() + ": "
                + Table.text(batch.path("status")) + ", " + count(batch, "completed") + " answered and "
                + count(batch, "failed") + " failed of " + count(batch, "total"));
        writer.println("  endpoint " + Table.text(batch.path("endpoint")) + ", created " + time(batch, "created_at")
                + ", ends by " + time(batch, "expires_at"));
        if (batch.hasNonNull("output_file_id") || batch.hasNonNull("error_file_id")) {
            writer.println("  answers  steer batch results "
                    + batch.path("id").asText() + " --to FILE"
                    + (batch.hasNonNull("error_file_id") ? " --errors FILE" : ""));
        }
        for (JsonNode error : batch.path("errors").path("data")) writer.println("  " + error(error));
    }

    /** Why a batch did not complete. */
    static String end(JsonNode batch) {
        StringBuilder sentence =
                new StringBuilder("batch " + batch.path("id").asText() + " " + Table.text(batch.path("status")));
        for (JsonNode error : batch.path("errors").path("data")) {
            sentence.append("\n  ").append(error(error));
        }
        return sentence.toString();
    }

    private static String error(JsonNode error) {
        return (error.hasNonNull("line") ? "line " + error.path("line").asText() + ": " : "")
                + Table.text(error.path("message")) + " [" + Table.text(error.path("code")) + "]";
    }

    private static String count(JsonNode batch, String member) {
        return batch.path("request_counts").path(member).asText("0");
    }

    private static String time(JsonNode batch, String member) {
        return batch.hasNonNull(member)
                ? Instant.ofEpochSecond(batch.path(member).asLong()).toString()
                : "";
    }
}
