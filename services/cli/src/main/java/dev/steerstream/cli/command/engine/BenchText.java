package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;

/** A bench's report for people. */
final class BenchText {
    private BenchText() {}

    /** What was measured, a line each. */
    static void print(ObjectNode report, PrintWriter writer) {
        writer.println(report.path("model").asText() + ", "
                + report.path("weight_format").asText() + ", "
                + report.path("threads").asInt() + " threads. "
                + report.path("weight_format_reason").asText());
        for (JsonNode rate : report.path("decode")) {
            line(
                    writer,
                    rate.path("mode").asText() + ", batch " + rate.path("batch").asInt(),
                    rate.path("tokens_per_second").asDouble(),
                    "tokens/s");
        }
        if (report.has("prefill_512")) {
            line(
                    writer,
                    "prefill of 512, base and warm",
                    report.path("prefill_512").path("tokens_per_second").asDouble(),
                    "tokens/s");
        }
        if (report.has("extraction_rows_per_second")) {
            line(writer, "extraction", report.path("extraction_rows_per_second").asDouble(), "rows/s");
            line(
                    writer,
                    "calibration, whole",
                    report.path("calibration_rows_per_second").asDouble(),
                    "rows/s");
            line(
                    writer,
                    "calibration, times the forwards",
                    report.path("calibration_over_forwards").asDouble(),
                    "x");
        }
        line(
                writer,
                "weights in memory",
                report.path("memory").path("weight_bytes").asDouble() / 1e6,
                "MB");
        line(
                writer,
                "resident, without model",
                report.path("memory").path("resident_without_model_bytes").asDouble() / 1e6,
                "MB");
        line(
                writer,
                "resident, loaded",
                report.path("memory").path("resident_loaded_bytes").asDouble() / 1e6,
                "MB");
        line(
                writer,
                "the model, times its weights",
                report.path("memory").path("model_to_weights").asDouble(),
                "x");
        if (report.has("demo")) {
            JsonNode answers = report.path("demo");
            line(writer, "demo, steered", answers.path("tokens_per_second").asDouble(), "tokens/s");
            line(
                    writer,
                    "demo, steered, guessed ahead",
                    answers.path("drafted_tokens_per_second").asDouble(),
                    "tokens/s");
        }
        report.path("quality").forEach(each -> quality(each, writer));
        if (report.has("training")) {
            training(report.path("training"), writer);
        }
    }

    private static void training(JsonNode training, PrintWriter writer) {
        line(
                writer,
                "LoRA warm start in " + training.path("type").asText(),
                training.path("tokens_per_second").asDouble(),
                "tokens/s");
        line(writer, "its held-out loss", training.path("held_out_loss").asDouble(), "nats/token");
        writer.println("  " + training.path("type_reason").asText());
    }

    private static void quality(JsonNode each, PrintWriter writer) {
        writer.println(String.format(
                Locale.ROOT,
                "  %-10s loss/token base %.4f (%+.2f%%)  warm %.4f (%+.2f%%)  steered %.4f (%+.2f%%)  delta off %.1f%%"
                        + " (median), %.1f%% (90%%)",
                each.path("weight_format").asText(),
                each.path("loss_base").asDouble(),
                100 * each.path("loss_base_change").asDouble(),
                each.path("loss_warm").asDouble(),
                100 * each.path("loss_warm_change").asDouble(),
                each.path("loss_steered").asDouble(),
                100 * each.path("loss_steered_change").asDouble(),
                100 * each.path("delta_off_median").asDouble(),
                100 * each.path("delta_off_90").asDouble()));
        JsonNode demo = each.path("demo");
        if (demo.isObject()) {
            writer.println(String.format(
                    Locale.ROOT,
                    "             demo %.1f tokens/s, guessed ahead %.1f, %d of %d answers the same",
                    demo.path("tokens_per_second").asDouble(),
                    demo.path("drafted_tokens_per_second").asDouble(),
                    demo.path("same_answers").asInt(),
                    demo.path("answers").asInt()));
        }
        strength("calibrated", each.path("calibrated"), writer);
        strength("calibrated without mask", each.path("calibrated_unmasked"), writer);
    }

    private static void strength(String what, JsonNode each, PrintWriter writer) {
        writer.println(String.format(
                Locale.ROOT,
                "             %-24s %.3f (%.3f to %.3f), off float32's by %.2f of half its interval",
                what,
                each.path("strength").asDouble(),
                each.path("low").asDouble(),
                each.path("high").asDouble(),
                each.path("off_in_half_intervals").asDouble()));
    }

    private static void line(PrintWriter writer, String what, double value, String unit) {
        writer.println(String.format(Locale.ROOT, "  %-32s %9.1f %s", what, value, unit));
    }
}
