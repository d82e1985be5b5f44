package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.Output;
import dev.steerstream.cli.engine.bench.DemoBench;
import dev.steerstream.cli.engine.bench.EngineBench;
import dev.steerstream.cli.engine.bench.FormatQuality;
import dev.steerstream.cli.engine.bench.GrowthBench;
import dev.steerstream.cli.engine.bench.TrainingBench;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.training.TrainingType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the engine does in a second here. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the engine on this machine: tokens a second steered, warm and base, prefill, extraction,"
                        + " memory.")
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private ModelChoice model;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Weight format: float32, bfloat16, int8, int4, or auto. Default: ${DEFAULT-VALUE}.")
    private String type;

    @Option(
            names = "--tokens",
            paramLabel = "NUMBER",
            defaultValue = "64",
            description = "Of each answer. Default: ${DEFAULT-VALUE}.")
    private int tokens;

    @Option(
            names = "--repeats",
            paramLabel = "NUMBER",
            defaultValue = "3",
            description = "The best of so many counts. Default: ${DEFAULT-VALUE}.")
    private int repeats;

    @Option(
            names = "--works",
            paramLabel = "WORK",
            split = ",",
            defaultValue = "memory,decode,prefill,extraction",
            description = "What is measured of ${COMPLETION-CANDIDATES}; memory always. Default: ${DEFAULT-VALUE}.")
    private Set<EngineBench.Work> works;

    @Option(
            names = "--quality",
            paramLabel = "FILE",
            description =
                    "JSON Lines of messages and split, as ops/demo/support-tickets.jsonl: also measures, after a short"
                            + " warm start on it, what every weight format loses.")
    private Path quality;

    @Option(
            names = "--demo",
            paramLabel = "FILE",
            description =
                    "JSON Lines as for --quality: also measures, after the same warm start, its held-out prompts' answers"
                            + " without and with guessing ahead.")
    private Path demo;

    @Option(
            names = "--growth",
            paramLabel = "AXIS",
            description =
                    "Measures only how steered decoding grows along one axis: ${COMPLETION-CANDIDATES}, one process an axis.")
    private GrowthBench.Axis growth;

    @Option(
            names = "--training",
            paramLabel = "FILE",
            description =
                    "JSON Lines as for --quality: also measures a LoRA warm start on its training rows, in --training-type.")
    private Path training;

    @Option(
            names = "--training-type",
            paramLabel = "TYPE",
            defaultValue = "auto",
            description = "What training multiplies in: float32, bfloat16 or auto. Default: ${DEFAULT-VALUE}.")
    private String trainingType;

    @Option(
            names = "--training-seed",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "Of its first weights, order of rows and dropout. Default: ${DEFAULT-VALUE}.")
    private long trainingSeed;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        LoadOptions options = model.options(type);
        Path file = model.file();
        if (growth != null) {
            return growth(new GrowthBench(file, options, tokens, repeats).run(growth));
        }
        ObjectNode report = new EngineBench(file, options, tokens, repeats, works).run();
        report.put("model", model.reference());
        if (demo != null) {
            new DemoBench(file, options, demo).run(report.putObject("demo"));
        }
        if (quality != null) {
            report.set("quality", new FormatQuality(file, options.threads(), quality).run());
        }
        if (training != null) {
            new TrainingBench(file, options.threads(), training)
                    .run(TrainingType.named(trainingType), trainingSeed, report.putObject("training"));
        }
        output.print(report, writer -> table(report, writer));
        return 0;
    }

    private int growth(ArrayNode points) {
        output.print(points, writer -> {
            writer.println(growth.name().toLowerCase(Locale.ROOT) + "  tokens/s  ms/step  resident MB");
            points.forEach(point -> writer.println(String.format(
                    Locale.ROOT,
                    "%8d %9.1f %8.1f %9.0f",
                    point.path("value").asInt(),
                    point.path("tokens_per_second").asDouble(),
                    point.path("milliseconds_per_step").asDouble(),
                    point.path("resident_bytes").asDouble() / 1e6)));
        });
        return 0;
    }

    private static void table(ObjectNode report, PrintWriter writer) {
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
                        + " (median), %.1f%% (90%%); demo %.1f tokens/s, drafted %.1f, %d of %d answers the same",
                each.path("weight_format").asText(),
                each.path("loss_base").asDouble(),
                100 * each.path("loss_base_change").asDouble(),
                each.path("loss_warm").asDouble(),
                100 * each.path("loss_warm_change").asDouble(),
                each.path("loss_steered").asDouble(),
                100 * each.path("loss_steered_change").asDouble(),
                100 * each.path("delta_off_median").asDouble(),
                100 * each.path("delta_off_90").asDouble(),
                each.path("demo").path("tokens_per_second").asDouble(),
                each.path("demo").path("drafted_tokens_per_second").asDouble(),
                each.path("demo").path("same_answers").asInt(),
                each.path("demo").path("answers").asInt()));
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
