package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.dose.DoseResponse;
import dev.steerstream.evaluation.report.DoseReport;
import dev.steerstream.evaluation.report.Plot;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every measure against the strength. */
@Command(
        name = "dose-response",
        mixinStandardHelpOptions = true,
        description =
                "Calibrates each rule and judges it at strengths around: measures, divergence from warm and repetition"
                        + " against the strength, the calibrated one marked; as JSON, CSV, PNG and SVG.")
final class DoseResponseCommand implements Callable<Integer> {
    @Mixin
    private ModelChoice model;

    @Option(names = "--adapter", required = true, paramLabel = "DIR", description = "A PEFT adapter of this model.")
    private Path adapter;

    @Mixin
    private DataFlags data;

    @Mixin
    private RuleFlags rules;

    @Option(
            names = "--points",
            paramLabel = "NUMBER",
            defaultValue = "11",
            description = "Evenly spaced strengths, 2 to 101. Default: ${DEFAULT-VALUE}.")
    private int points;

    @Option(
            names = "--answers",
            paramLabel = "NUMBER",
            defaultValue = "8",
            description = "So many rows get a greedy answer at every strength; 0 leaves repetition out. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int answers;

    @Option(
            names = "--max-tokens",
            paramLabel = "NUMBER",
            defaultValue = "48",
            description = "Of an answer. Default: ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Weight format: float32, bfloat16, int8, int4, or auto. Default: ${DEFAULT-VALUE}.")
    private String type;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Gets RULE.json, RULE.csv and RULE-MEASURE.png and .svg.")
    private Path directory;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        if (points < 2 || points > 101) {
            throw new CommandException(ExitCode.USAGE, "--points is " + points + "; it must be 2 to 101");
        }
        LoadOptions options = model.options(type);
        RowFile judged = data.judged(rules.seed());
        Optional<RowFile> fitted = rules.calibration(data);
        ObjectNode json = Output.MAPPER.createObjectNode();
        Files.createDirectories(directory);
        try (LanguageModel loaded = LanguageModel.load(model.file(), options);
                WorkBar bar = new WorkBar(command.commandLine().getErr())) {
            PeftAdapter read = PeftFiles.read(adapter, loaded.config());
            loaded.attach(read.digest(), read);
            Evaluation scorer = Evaluation.of(loaded, read.digest(), rules.settings(OptionalInt.empty()));
            Evaluation generator = Evaluation.of(loaded, read.digest(), rules.settings(OptionalInt.of(maxTokens)));
            Provenance provenance =
                    DataFlags.provenance(rules, rules.confidence(), loaded, read.digest(), judged, fitted);
            List<FittedRule> all =
                    rules.all(fitted.isPresent() ? scorer.calibrate(fitted.get().rows(), bar) : List.of());
            for (FittedRule rule : all) {
                DoseResponse dose = DoseResponse.scan(scorer, generator, judged.rows(), answers, rule, points, bar);
                json.set(rule.name(), DoseReport.json(dose, provenance));
                write(dose, json);
            }
        }
        output.print(json, writer -> json.properties().forEach(rule -> writer.println(told(rule))));
        return 0;
    }

    private String told(Map.Entry<String, JsonNode> rule) {
        JsonNode dose = rule.getValue();
        return String.format(
                Locale.ROOT,
                "%s: %d measures at %d strengths, %.3f calibrated under the mask and %.3f without one: %s.json, .csv, and a .png and .svg for each measure",
                rule.getKey(),
                dose.path("measures").size(),
                dose.path("points").size(),
                dose.at("/calibrated/in_force").asDouble(),
                dose.at("/calibrated/unmasked").asDouble(),
                directory.resolve(rule.getKey()));
    }

    private void write(DoseResponse dose, ObjectNode json) throws IOException {
        String name = dose.rule().name();
        Files.writeString(directory.resolve(name + ".json"), json.get(name).toPrettyString() + "\n");
        Files.writeString(directory.resolve(name + ".csv"), DoseReport.csv(dose));
        for (String measure : dose.measures()) {
            Plot plot = DoseReport.plot(dose, measure);
            Files.write(directory.resolve(name + "-" + measure + ".png"), plot.png());
            Files.writeString(directory.resolve(name + "-" + measure + ".svg"), plot.svg(name + "-" + measure));
        }
    }
}
