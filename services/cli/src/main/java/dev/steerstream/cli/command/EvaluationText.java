package dev.steerstream.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** How an evaluation looks on a terminal. */
final class EvaluationText {
    private static final int[] WIDTHS = {44, -6, -10, -10, -10, -10, 24};

    private EvaluationText() {}

    static void describe(JsonNode evaluation, PrintWriter writer) {
        writer.println("evaluation " + evaluation.path("evaluation").asText() + ": "
                + evaluation.path("state").asText() + ", profile version "
                + evaluation.path("profile_version").asText("unknown") + " on dataset "
                + evaluation.path("dataset").asText("unknown") + ", submission "
                + evaluation.path("submission").asText("unknown"));
        JsonNode measures = evaluation.path("measures");
        if (measures.isEmpty()) return;
        writer.println(Output.row(WIDTHS, "MEASURE", "N", "BASE", "WARM", "STEERED", "- WARM", "95% INTERVAL"));
        measures.properties().forEach(measure -> row(measure.getKey(), measure.getValue(), writer));
    }

    private static void row(String name, JsonNode measure, PrintWriter writer) {
        JsonNode difference = measure.path("steered_minus_warm");
        writer.println(Output.row(
                WIDTHS,
                name,
                measure.path("n").asText(),
                number("%.4f", measure.at("/base/value")),
                number("%.4f", measure.at("/warm/value")),
                number("%.4f", measure.at("/steered/value")),
                number("%+.4f", difference.path("value")),
                difference.path("low").isNumber() && difference.path("high").isNumber()
                        ? "[" + number("%+.4f", difference.path("low")) + ", "
                                + number("%+.4f", difference.path("high")) + "]"
                        : "unknown"));
    }

    private static String number(String format, JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, format, number.asDouble()) : "unknown";
    }

    /** Why it did not succeed. */
    static String end(JsonNode ended) {
        JsonNode failure = ended.path("failure");
        String sentence = "evaluation " + ended.path("evaluation").asText() + " "
                + ended.path("state").asText();
        if (!failure.isObject()) return sentence;
        return sentence + ": " + failure.path("message").asText() + " ["
                + failure.path("code").asText() + "]"
                + (failure.hasNonNull("advice")
                        ? "\n  " + failure.path("advice").asText()
                        : "");
    }
}
