package dev.steerstream.cli.command.engine;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationSettings;
import dev.steerstream.evaluation.EvaluationWatch;
import dev.steerstream.evaluation.dose.ChoiceStrengths;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.evaluation.rule.Calibrated;
import dev.steerstream.evaluation.rule.FittedRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the calibration rows decide beside the strengths of the least loss. */
final class ChoosingFlags {
    /** By cross-validation. */
    enum Choosing {
        NOTHING,
        RULE,
        RULE_AND_CONFIDENCE
    }

    /** How strengths are found. */
    enum Estimator {
        OPTIMAL,
        CHOICE
    }

    @Option(
            names = "--choose",
            paramLabel = "NAME",
            defaultValue = "nothing",
            description =
                    "What cross-validation on the calibration rows decides: nothing (it is only told), rule (results"
                            + " call that one steered), or rule_and_confidence. Default: ${DEFAULT-VALUE}.")
    private Choosing choosing;

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            defaultValue = "optimal",
            description = "Which strengths are taken: optimal has the least loss on the calibration rows; choice judges"
                    + " their choices best, without a mask, by a scan. Default: ${DEFAULT-VALUE}.")
    private Estimator estimator;

    double confidence(Optional<Calibrated> calibrated, RuleFlags rules) {
        return calibrated
                .filter(found -> choosing == Choosing.RULE_AND_CONFIDENCE)
                .flatMap(Calibrated::confidences)
                .map(ConfidenceChoice::chosen)
                .orElse(rules.confidence());
    }

    /** The rules as named, the chosen one first where it is to be chosen, each with the estimator's strength. */
    List<FittedRule> rules(
            Evaluation evaluation,
            EvaluationSettings settings,
            Optional<RowFile> fitted,
            Optional<Calibrated> calibrated,
            RuleFlags rules,
            EvaluationWatch watch) {
        List<FittedRule> all =
                new ArrayList<>(rules.all(calibrated.map(Calibrated::rules).orElse(List.of())));
        if (calibrated.isEmpty()) return all;
        if (choosing != Choosing.NOTHING) {
            FittedRule chosen = calibrated.get().chosen();
            all.remove(chosen);
            all.add(0, chosen);
        }
        if (estimator == Estimator.OPTIMAL) return all;
        try {
            return ChoiceStrengths.fit(evaluation, fitted.orElseThrow().rows(), all, settings.bootstrap(), watch);
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.USAGE, refused.getMessage());
        }
    }
}
