package dev.steerstream.cli.command.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.task.RampText;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How a replay and its report look on a terminal. */
final class ReplayText {
    private static final int[] WIDTHS = {40, -8, -8, 50};
    private static final int LONGEST = 60;

    private ReplayText() {}

    static String progress(JsonNode replay) {
        JsonNode counts = replay.path("counts");
        if (!counts.isObject()) return replay.path("state").asText() + ": looking up what to repeat";
        return replay.path("state").asText() + ": " + counts.path("compared").asText() + " of "
                + counts.path("found").asText() + " compared";
    }

    static void report(JsonNode replay, JsonNode changed, PrintWriter writer) {
        JsonNode report = replay.path("report");
        writer.println("replay " + replay.path("replay").asText() + ": "
                + replay.path("state").asText() + ", profile version "
                + replay.path("settings").path("profile_version").asText() + " against version "
                + versions(report.path("original_versions")));
        if (!report.isObject()) return;
        writer.println("compared " + report.path("compared").asText() + ", changed "
                + report.path("changed").asText() + " (share " + estimate(report.path("changed_share")) + ")");
        left(report, writer);
        JsonNode first = report.path("first_differing_token");
        if (first.isObject()) {
            writer.println("first differing token: median " + RampText.number(first.path("median")) + ", quartiles "
                    + RampText.number(first.path("lower_quartile")) + " and "
                    + RampText.number(first.path("upper_quartile")) + ", in the very first token "
                    + first.path("at_start").asText() + " of "
                    + first.path("known").asText());
        }
        references(report.path("references"), writer);
        for (JsonNode note : report.path("notes")) writer.println("note: " + note.asText());
        changed(changed, writer);
    }

    /** What a reader must know before believing that the profile made the difference. */
    private static void left(JsonNode report, PrintWriter writer) {
        count(report, "removed", "had been removed by retention, in the hours of the window", writer);
        count(report, "gone", "were deleted meanwhile", writer);
        count(report, "unanswered", "of the window had no answer to compare with", writer);
        count(report, "beyond", "of the window are beyond the limit", writer);
        count(report, "by_text", "were compared by text only: their tokens are no longer kept", writer);
        count(report, "other_engine", "were first answered by another base model or weight format", writer);
        count(
                report,
                "originals_not_deterministic",
                "were first answered in a batch that may decide near ties",
                writer);
        count(report, "changed_near_ties", "of the changed ones have a near tie", writer);
        report.path("failed")
                .fields()
                .forEachRemaining(failed -> writer.println(
                        "  " + failed.getValue().asText() + " could not be decoded again: " + failed.getKey()));
    }

    private static void count(JsonNode report, String member, String words, PrintWriter writer) {
        if (report.path(member).asLong() > 0)
            writer.println("  " + report.path(member).asText() + " " + words);
    }

    private static void references(JsonNode references, PrintWriter writer) {
        if (!references.isObject()) {
            writer.println("no right answers are known: give some with --gold");
            return;
        }
        writer.println("right answers known of " + references.path("n").asText() + ": "
                + references.path("wins").asText() + " won, "
                + references.path("losses").asText()
                + " lost (McNemar p " + RampText.number(references.path("p_value")) + ")");
        writer.println("exact match " + RampText.number(references.path("exact_match_before")) + " -> "
                + RampText.number(references.path("exact_match_after")) + ", difference "
                + estimate(references.path("exact_match_difference")));
        writer.println("F1 " + RampText.number(references.path("f1_before")) + " -> "
                + RampText.number(references.path("f1_after")) + ", difference "
                + estimate(references.path("f1_difference")));
    }

    private static void changed(JsonNode items, PrintWriter writer) {
        if (items.isEmpty()) return;
        writer.println(Output.row(WIDTHS, "REQUEST", "TOKEN", "GOLD", "BEFORE -> AFTER"));
        for (JsonNode item : items) {
            JsonNode comparison = item.path("comparison");
            writer.println(Output.row(
                    WIDTHS,
                    item.path("original").asText(),
                    comparison.path("first_differing_token").asText("?"),
                    gold(comparison),
                    cut(item.path("before").asText()) + " -> "
                            + cut(item.path("after").asText())));
        }
    }

    private static String gold(JsonNode comparison) {
        if (!comparison.hasNonNull("exact_before")) return "";
        boolean before = comparison.path("exact_before").asBoolean();
        boolean after = comparison.path("exact_after").asBoolean();
        return before == after ? "same" : after ? "won" : "lost";
    }

    /** Why a replay did not succeed. */
    static String end(String replay, JsonNode ended) {
        JsonNode failure = ended.path("failure");
        String sentence = "replay " + replay + " " + ended.path("state").asText();
        if (!failure.isObject()) return sentence;
        return sentence + ": " + failure.path("message").asText() + " ["
                + failure.path("code").asText() + "]";
    }

    private static String estimate(JsonNode estimate) {
        return RampText.number(estimate.path("value")) + " " + RampText.interval(estimate);
    }

    private static String versions(JsonNode versions) {
        return StreamSupport.stream(((Iterable<String>) versions::fieldNames).spliterator(), false)
                .collect(Collectors.joining(", "));
    }

    private static String cut(String text) {
        String line =
                text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "\uFFFD").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
