package dev.steerstream.cli.command.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.Lists;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.output.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** How datasets look on a terminal. */
public final class DatasetText {
    private DatasetText() {}

    /** Datasets in a table: how many submissions each has, and what became of the newest. */
    static final Table DATASETS = Table.of("DATASET", 24, "dataset")
            .column("SUBMISSIONS", -12, "submissions")
            .column("NEWEST", 12, one -> one.path("newest").path("state").asText())
            .column("ROWS", -8, one -> one.path("newest").path("rows").asText())
            .column("CURRENT", 38, one -> one.path("current").path("submission").asText("none"));

    /** A dataset's submissions in a table; the one that an adaptation takes is marked. */
    static void submissions(JsonNode dataset, PrintWriter writer) {
        int[] widths = {1, 38, 12, -8, 40};
        writer.println(Output.row(widths, " ", "SUBMISSION", "STATE", "ROWS", "SPLITS"));
        String current = dataset.path("current").asText();
        for (JsonNode one : Lists.of(dataset, "submissions")) {
            String submission = one.path("submission").asText();
            writer.println(Output.row(
                    widths,
                    submission.equals(current) ? "*" : " ",
                    submission,
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

    public static String refusal(JsonNode submission, JsonNode rejects) {
        return "submission " + submission.path("submission").asText() + " of dataset "
                + submission.path("dataset").asText() + " was "
                + submission.path("state").asText("not sealed") + "\n" + badRows(rejects);
    }

    static String badRows(JsonNode rejects) {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : Lists.of(rejects, "items")) {
            lines.add("  line " + row.path("line").asText("?") + ", "
                    + row.path("field").asText() + " = " + row.path("value").asText("nothing") + ": "
                    + row.path("rule").asText());
        }
        return String.join("\n", lines);
    }
}
