package dev.steerstream.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** How datasets look on a terminal. */
final class DatasetText {
    private DatasetText() {}

    /** Submissions in a table; {@code answer} is an array, or an object that holds one. */
    static void list(JsonNode answer, PrintWriter writer) {
        List<JsonNode> submissions = Lists.of(answer, "datasets", "submissions", "items");
        if (submissions.isEmpty()) {
            writer.println("none");
            return;
        }
        int[] widths = {24, 38, 10, -8, 30};
        writer.println(Output.row(widths, "DATASET", "SUBMISSION", "STATE", "ROWS", "SPLITS"));
        for (JsonNode one : submissions) {
            writer.println(Output.row(
                    widths,
                    one.path("dataset").asText(one.path("name").asText()),
                    one.path("submission").asText(),
                    one.path("state").asText(),
                    one.path("rows").asText(),
                    splits(one)));
        }
    }

    static void submission(JsonNode one, PrintWriter writer) {
        writer.println(one.path("dataset").asText() + ", submission "
                + one.path("submission").asText() + ": " + one.path("state").asText() + ", "
                + one.path("rows").asText("0") + " rows" + (splits(one).isEmpty() ? "" : " (" + splits(one) + ")"));
        if (one.path("exact_duplicates").asLong() > 0) {
            writer.println("  exact duplicates: " + one.path("exact_duplicates").asLong());
        }
        if (one.path("split_overlaps").asLong() > 0) {
            writer.println("  prompts in more than one split: "
                    + one.path("split_overlaps").asLong());
        }
        if (one.hasNonNull("sha256"))
            writer.println("  sha256 " + one.path("sha256").asText());
    }

    private static String splits(JsonNode one) {
        List<String> splits = new ArrayList<>();
        one.path("splits")
                .fields()
                .forEachRemaining(split -> splits.add(split.getKey().toLowerCase(java.util.Locale.ROOT) + " "
                        + split.getValue().asText()));
        return String.join(", ", splits);
    }

    static String refusal(JsonNode submission, JsonNode rejects) {
        return "submission " + submission.path("submission").asText() + " of dataset "
                + submission.path("dataset").asText() + " was "
                + submission.path("state").asText("not sealed") + "\n" + badRows(rejects);
    }

    static String badRows(JsonNode rejects) {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : Lists.of(rejects, "rejects", "rows", "items")) {
            lines.add("  line " + row.path("line").asText("?") + ", "
                    + row.path("field").asText() + " = " + row.path("value").asText("nothing") + ": "
                    + row.path("rule").asText());
        }
        return String.join("\n", lines);
    }
}
