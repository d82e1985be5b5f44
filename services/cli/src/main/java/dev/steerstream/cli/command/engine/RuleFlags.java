package dev.steerstream.cli.command.engine;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.evaluation.EvaluationSettings;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.NamedDirection;
import dev.steerstream.evaluation.scoring.Encoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which rules are judged, under which mask, and how rows are read. */
final class RuleFlags {
    @Option(
            names = "--rule",
            paramLabel = "NAME[=STRENGTH]",
            split = ",(?![0-9]*\\))",
            defaultValue = "delta,log_ratio",
            description = "Rules beside base and warm, by comma: delta, log_ratio (proxy tuning), contrast (contrastive"
                    + " decoding), probability_difference (task-aware decoding), temperature, mean_delta and"
                    + " mean_log_ratio (static vectors), several with + between at their joint optimum, joint for"
                    + " the ones that proved worth it, joint_by_position with strengths of its own for the first"
                    + " token; one with a strength is not calibrated. Results call the"
                    + " first one steered. Default: ${DEFAULT-VALUE}.")
    private List<String> rules;

    @Option(
            names = "--confidence",
            paramLabel = "NUMBER",
            defaultValue = "0.1",
            description = "Mask threshold in force, 0..1. Default: ${DEFAULT-VALUE}.")
    private double confidence;

    @Option(
            names = "--draws",
            paramLabel = "NUMBER",
            defaultValue = "1000",
            description = "Bootstrap draws of the intervals, at least 200. Default: ${DEFAULT-VALUE}.")
    private int draws;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--raw",
            description =
                    "Texts as they are, special tokens recognised, no chat template. Default: as a warm start reads"
                            + " them.")
    private boolean raw;

    long seed() {
        return seed;
    }

    double confidence() {
        return confidence;
    }

    int draws() {
        return draws;
    }

    Encoding encoding() {
        return raw ? Encoding.RAW : Encoding.CHAT;
    }

    /** The calibration's rows, if a rule needs any. */
    Optional<RowFile> calibration(DataFlags data) throws IOException {
        if (rules.stream().allMatch(rule -> rule.contains("="))) return Optional.empty();
        Optional<RowFile> rows = data.fitted(seed);
        if (rows.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "--calibration FILE is needed, unless every --rule has a strength (NAME=STRENGTH)");
        }
        return rows;
    }

    /** @param answerTokens the longest generated answer; empty generates none */
    EvaluationSettings settings(OptionalInt answerTokens) {
        try {
            return new EvaluationSettings(
                    rules.stream()
                            .filter(rule -> !rule.contains("="))
                            .map(NamedDirection::of)
                            .toList(),
                    confidence,
                    new GroupBootstrap(draws, seed),
                    encoding(),
                    answerTokens,
                    EvaluationSettings.DEFAULT_OBSERVATION_BYTES);
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.USAGE, refused.getMessage());
        }
    }

    /** All rules in the order in which they were named. */
    List<FittedRule> all(List<FittedRule> calibrated) {
        Map<String, FittedRule> byName =
                calibrated.stream().collect(Collectors.toMap(FittedRule::name, Function.identity()));
        List<FittedRule> all = new ArrayList<>();
        for (String rule : rules) all.add(rule.contains("=") ? given(rule) : byName.get(rule));
        return all;
    }

    private FittedRule given(String rule) {
        String[] parts = rule.split("=", 2);
        try {
            Steering steering = new Steering(
                    Mode.STEERED,
                    new Strength(Double.parseDouble(parts[1])),
                    confidence,
                    Steering.REMOVE,
                    Directions.named(parts[0]));
            return new FittedRule(rule, steering, steering.withConfidence(0), List.of());
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.USAGE, "--rule " + rule + ": " + refused.getMessage());
        }
    }
}
