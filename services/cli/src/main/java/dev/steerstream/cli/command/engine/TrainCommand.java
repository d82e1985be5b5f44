package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.evaluation.scoring.Encoding;
import dev.steerstream.evaluation.scoring.RowEncoder;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.model.training.StepReport;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A warm start without a platform. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains an adapter on a file's rows and writes it as PEFT stores it.")
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private ModelChoice model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Rows, in any form that evaluate reads.")
    private Path data;

    @Option(names = "--sample", paramLabel = "NUMBER", description = "Draw so many rows, by the seed. Default: all.")
    private Integer sample;

    @Option(
            names = "--steps",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "Steps of the warm start; 0 is one epoch. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Mixin
    private TrainingFlags training;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--raw", description = "Texts as they are, special tokens recognised, no chat template.")
    private boolean raw;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Gets the adapter's two files.")
    private Path directory;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        TrainingConfiguration configuration = training.configuration(steps, seed);
        RowFile rows = RowFile.read(data, DataFlags.drawn(sample), seed);
        Path file = model.file();
        ObjectNode json = Output.MAPPER.createObjectNode();
        try (WorkBar bar = new WorkBar(command.commandLine().getErr());
                Weights weights = Models.open(file);
                WarmStartTraining run = WarmStartTraining.start(
                        weights, model.threads(), configuration, encoded(file, weights, rows.rows()))) {
            StepReport last = train(run, bar);
            PeftAdapter adapter = run.adapter();
            PeftFiles.write(adapter, directory);
            json.put("directory", directory.toString())
                    .put("adapter_digest", adapter.digest())
                    .put("data_digest", rows.digest())
                    .put("method", training.method())
                    .put("steps", last.step())
                    .put("rows", rows.rows().size())
                    .put("last_loss", last.loss())
                    .put("seed", seed);
        }
        output.print(
                json,
                writer -> writer.println(String.format(
                        Locale.ROOT,
                        "%s: %s, %d steps, last loss %.4f, digest %s",
                        directory,
                        training.method(),
                        json.get("steps").asInt(),
                        json.get("last_loss").asDouble(),
                        json.get("adapter_digest").asText())));
        return 0;
    }

    private static StepReport train(WarmStartTraining run, WorkBar bar) {
        StepReport report = null;
        while (!run.finished()) {
            report = run.step();
            bar.step(report);
        }
        return report;
    }

    private List<TokenRow> encoded(Path file, Weights weights, List<EvaluationRow> rows) {
        try (Tokenizer tokenizer = Tokenizer.open(file)) {
            RowEncoder encoder = new RowEncoder(
                    tokenizer,
                    ChatTemplate.open(file),
                    weights.config().contextLength(),
                    raw ? Encoding.RAW : Encoding.CHAT);
            return rows.stream().map(encoder::reference).toList();
        }
    }
}
