package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.engine.CompletionRow;
import dev.steerstream.cli.engine.LogProbabilities;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores completions. */
@Command(
        name = "logprobs",
        mixinStandardHelpOptions = true,
        description = "Prints the log-probabilities of completions under base, warm and steered: for each row"
                + " {\"prompt\", \"completion\"} one line {\"row\", \"token_ids\", \"base\", \"warm\", \"steered\"}.")
final class LogprobsCommand implements Callable<Integer> {
    @Mixin
    private ModelChoice model;

    @Mixin
    private SteeringFlags steering;

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "JSON Lines: prompt and completion.")
    private Path input;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "float32",
            description = "Weight format: float32, bfloat16, int8, int4, or auto. Default: ${DEFAULT-VALUE}.")
    private String type;

    @Option(
            names = "--raw",
            description = "Texts as they are, special tokens recognised, no chat template. Default: the prompt is a"
                    + " user's message and the completion ends with the end-of-text token.")
    private boolean raw;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        Steering steered = steering.steering();
        LoadOptions options = model.options(type);
        List<CompletionRow> rows = CompletionRow.read(input);
        try (LanguageModel loaded = LanguageModel.load(model.file(), options)) {
            String digest = steering.attach(loaded).orElse(null);
            new LogProbabilities(loaded, digest, steered).run(rows, raw, this::print);
        }
        return 0;
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
