package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.evaluation.EvaluatedRow;
import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationWatch.Progress;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.open.EndpointJudge;
import dev.steerstream.evaluation.open.JudgeEndpoint;
import dev.steerstream.evaluation.open.JudgeException;
import dev.steerstream.evaluation.open.JudgedTruthMeasure;
import dev.steerstream.evaluation.open.OpenAnswer;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.FittedRule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Open-ended answers for a judge, and the judge. The key is never an argument, which others could read in the process list. */
final class JudgeFlags {
    /** Holds the judge's key where no file does. */
    static final String KEY = "STEER_JUDGE_KEY";

    private static final long LARGEST_KEY = 8192;

    @Option(
            names = "--open-answers",
            paramLabel = "FILE",
            description =
                    "With --mode generate: writes every greedy answer to a TruthfulQA question, with the known true"
                            + " and false ones, as JSON lines for a judge.")
    private Path file;

    @Option(
            names = "--judge-url",
            paramLabel = "URL",
            description =
                    "With --mode generate: an OpenAI-compatible endpoint, as in https://host/v1, that says of each of"
                            + " these answers whether it is true. Its key is read from " + KEY
                            + " or --judge-key-file.")
    private URI url;

    @Option(names = "--judge-model", paramLabel = "NAME", description = "The judge, as the endpoint names it.")
    private String judgeModel;

    @Option(names = "--judge-key-file", paramLabel = "FILE", description = "Holds the judge's key.")
    private Path keyFile;

    @Option(
            names = "--judge-timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Of one question. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    void check(boolean generates) {
        if ((file != null || url != null) && !generates) {
            throw new CommandException(
                    ExitCode.USAGE, "--open-answers and --judge-url are about generated answers: add --mode generate");
        }
        if (url != null && judgeModel == null) {
            throw new CommandException(ExitCode.USAGE, "--judge-url needs --judge-model");
        }
    }

    /** Writes the answers, judged where there is a judge; what they add up to. */
    List<MeasureResult> judge(
            Evaluation evaluation,
            List<EvaluationRow> rows,
            List<FittedRule> rules,
            List<EvaluatedRow> evaluated,
            WorkBar bar)
            throws IOException, InterruptedException {
        if (file == null && url == null) return List.of();
        List<String> columns = Evaluation.columnNames(rules);
        List<OpenAnswer> answers = OpenAnswer.of(rows, evaluated, columns);
        // Before the judge is asked: a judge that fails does not take the answers along.
        if (file != null) write(answers);
        if (url == null) return List.of();
        List<OpenAnswer> judged = judged(answers, bar);
        if (file != null) write(judged);
        return evaluation.judge(rows, rules, evaluated, new JudgedTruthMeasure(judgeModel, columns, rows, judged));
    }

    private List<OpenAnswer> judged(List<OpenAnswer> answers, WorkBar bar) throws IOException, InterruptedException {
        try {
            JudgeEndpoint endpoint = new JudgeEndpoint(url, judgeModel, key(), Duration.ofSeconds(timeout));
            long begun = System.nanoTime();
            return new EndpointJudge(endpoint).judge(answers, done -> {
                double seconds = (System.nanoTime() - begun) / 1e9;
                bar.progress(new Progress(
                        "asking the judge", done, answers.size(), 0, seconds / done * (answers.size() - done)));
            });
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.USAGE, refused.getMessage());
        } catch (JudgeException failed) {
            throw new CommandException(ExitCode.FAILED, failed.getMessage());
        }
    }

    private Optional<String> key() throws IOException {
        if (keyFile == null) {
            return Optional.ofNullable(System.getenv(KEY)).map(String::strip).filter(key -> !key.isEmpty());
        }
        if (Files.size(keyFile) > LARGEST_KEY) {
            throw new CommandException(
                    ExitCode.USAGE, keyFile + " has more than " + LARGEST_KEY + " bytes: it is no key");
        }
        return Optional.of(Files.readString(keyFile).strip());
    }

    private void write(List<OpenAnswer> answers) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (OpenAnswer answer : answers) {
            lines.append(Output.MAPPER
                            .writer()
                            .without(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(answer))
                    .append('\n');
        }
        Files.writeString(file, lines);
    }
}
