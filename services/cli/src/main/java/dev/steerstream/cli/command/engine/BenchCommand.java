package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.engine.bench.DemoBench;
import dev.steerstream.cli.engine.bench.EngineBench;
import dev.steerstream.cli.engine.bench.FormatQuality;
import dev.steerstream.cli.engine.bench.GrowthBench;
import dev.steerstream.cli.engine.bench.TrainingBench;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.training.TrainingType;
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
                            + " warm start on it, what every weight format loses; with the work decode also its rate.")
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
            boolean rates = works.contains(EngineBench.Work.DECODE);
            report.set("quality", new FormatQuality(file, options.threads(), quality, rates).run());
        }
        if (training != null) {
            new TrainingBench(file, options.threads(), training)
                    .run(TrainingType.named(trainingType), trainingSeed, report.putObject("training"));
        }
        output.print(report, writer -> BenchText.print(report, writer));
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
}
