package dev.steerstream.cli.command.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.FailureText;
import dev.steerstream.cli.command.output.Output;
import java.io.PrintWriter;
import java.util.Locale;

/** How an evaluation looks on a terminal. */
final class EvaluationText {
    private static final int[] WIDTHS = {44, 6, 10, -6, -7, -9, -9, -9, -9, 22, 24};

    private EvaluationText() {}

    static void describe(JsonNode evaluation, PrintWriter writer) {
        writer.println("evaluation " + evaluation.path("evaluation").asText() + ": "
                + evaluation.path("state").asText() + ", profile version "
                + evaluation.path("profile_version").asText("unknown") + " on dataset "
                + evaluation.path("dataset").asText("unknown") + ", submission "
                + evaluation.path("submission").asText("unknown"));
        JsonNode measures = evaluation.path("measures");
        if (measures.isEmpty()) return;
        writer.println(Output.row(
                WIDTHS,
                "MEASURE",
                "BETTER",
                "UNIT",
                "N",
                "CHANCE",
                "BASE",
                "WARM",
                "STEERED",
                "- WARM",
                "95% INTERVAL",
                "RULE"));
        measures.properties().forEach(measure -> rows(measure.getKey(), measure.getValue(), writer));
        provenance(measures.properties().iterator().next().getValue(), writer);
    }

    /** A row a rule; what does not depend on the rule stands in the first. */
    private static void rows(String name, JsonNode measure, PrintWriter writer) {
        boolean first = true;
        for (var named : measure.path("rules").properties()) {
            JsonNode rule = named.getValue();
            JsonNode difference = rule.path("minus_warm");
            writer.println(Output.row(
                    WIDTHS,
                    first ? name : "",
                    first ? (measure.path("lower_is_better").asBoolean() ? "lower" : "higher") : "",
                    first ? measure.path("unit").asText() : "",
                    first ? measure.path("n").asText() : "",
                    first && measure.has("chance") ? number("%.4f", measure.path("chance")) : "",
                    first ? number("%.4f", measure.at("/base/value")) : "",
                    first ? number("%.4f", measure.at("/warm/value")) : "",
                    number("%.4f", rule.path("value")),
                    number("%+.4f", difference.path("value")),
                    difference.path("low").isNumber() && difference.path("high").isNumber()
                            ? "[" + number("%+.4f", difference.path("low")) + ", "
                                    + number("%+.4f", difference.path("high")) + "]"
                            : "unknown",
                    named.getKey()));
            first = false;
        }
    }

    /** What the numbers are made with: the same for every measure. */
    private static void provenance(JsonNode measure, PrintWriter writer) {
        writer.println("intervals of the paired difference from warm: "
                + measure.path("draws").asText() + " bootstrap draws of prompt groups, seed "
                + measure.path("seed").asText() + "; mask at confidence "
                + measure.path("confidence").asText() + ", weights "
                + measure.path("weight_format").asText());
        JsonNode shared = measure.path("groups_shared_with_calibration");
        if (shared.asInt() > 0) {
            writer.println(
                    "note: the strength was fitted on " + shared.asText() + " of the questions that are judged here");
        }
        measure.path("digests")
                .properties()
                .forEach(digest -> writer.println(
                        digest.getKey() + " sha256 " + digest.getValue().asText()));
    }

    private static String number(String format, JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, format, number.asDouble()) : "unknown";
    }

    /** Why it did not succeed. */
    static String end(JsonNode ended) {
        JsonNode failure = ended.path("failure");
        String sentence = "evaluation " + ended.path("evaluation").asText() + " "
                + ended.path("state").asText();
        return failure.isObject() ? sentence + ": " + FailureText.of(failure) : sentence;
    }
}
