package dev.steerstream.extractor;

import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.EstimatedStrength;
import dev.steerstream.core.choice.ChoiceCurve;
import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.core.selection.FittedRule;
import dev.steerstream.core.selection.FittedRule.NamedStrength;
import dev.steerstream.core.selection.RuleChoice;
import dev.steerstream.core.selection.RuleResult;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.schemas.CalibrationConfiguration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a profile puts in force, and why.
 *
 * @param estimator of the strengths
 * @param strengths of each direction, at least one
 * @param bounded whether a bound stopped the fit
 * @param confidence of the mask
 * @param rules what cross-validation says of each rule; empty where it was not asked
 * @param confidences likewise of each confidence
 * @param choices the dose-response curve of the estimator {@code choice}; empty where it was not asked
 * @param ruleReason a sentence
 * @param confidenceReason a sentence
 */
record Chosen(
        String estimator,
        List<NamedStrength> strengths,
        boolean bounded,
        double confidence,
        Optional<RuleChoice> rules,
        Optional<ConfidenceChoice> confidences,
        Optional<ChoiceCurve> choices,
        String ruleReason,
        String confidenceReason) {
    Chosen {
        strengths = List.copyOf(strengths);
    }

    /**
     * @param estimator of the configured direction
     * @param fitted the calibration at the confidence that is in force
     */
    static Chosen of(
            CalibrationConfiguration settings,
            String estimator,
            CalibrationResult fitted,
            Optional<RuleChoice> rules,
            Optional<ConfidenceChoice> confidences) {
        boolean insufficient = Findings.insufficient(fitted, estimator);
        boolean ruleMayChange = !settings.choose().equals("nothing") && rules.isPresent() && !insufficient;
        RuleResult other = ruleMayChange ? rules.get().chosen() : null;
        if (other != null && other != rules.get().byDefault()) {
            FittedRule fit = other.fitted();
            return new Chosen(
                    fit.estimator(),
                    fit.strengths(),
                    fit.bounded(),
                    fitted.confidence(),
                    rules,
                    confidences,
                    Optional.empty(),
                    rules.get().reason(),
                    confidenceReason(settings, fitted.confidence(), confidences));
        }
        EstimatedStrength configured = fitted.estimator(estimator);
        return new Chosen(
                estimator,
                List.of(new NamedStrength(
                        settings.direction(),
                        insufficient ? 0 : configured.strength(),
                        insufficient ? new Interval(0, 0) : configured.interval())),
                estimator.equals(OptimalEstimator.NAME) && fitted.optimal().bounded(),
                fitted.confidence(),
                rules,
                confidences,
                Optional.empty(),
                configuredReason(settings, rules),
                confidenceReason(settings, fitted.confidence(), confidences));
    }

    private static String configuredReason(CalibrationConfiguration settings, Optional<RuleChoice> rules) {
        if (rules.isEmpty()) return "It is the configured rule; no other was tried.";
        RuleChoice choice = rules.get();
        boolean same = choice.chosen() == choice.byDefault();
        if (same) return choice.reason();
        return settings.choose().equals("nothing")
                ? "It is the configured rule, and calibration.choose is nothing. Otherwise: " + choice.reason()
                : "It is the configured rule: the calibration is insufficient to choose another.";
    }

    private static String confidenceReason(
            CalibrationConfiguration settings, double inForce, Optional<ConfidenceChoice> confidences) {
        if (confidences.isEmpty()) return "It is the configured confidence; no other was tried.";
        ConfidenceChoice choice = confidences.get();
        if (inForce == choice.chosen()) return choice.reason();
        return "It is the configured confidence, and calibration.choose is " + settings.choose() + ". Otherwise "
                + choice.chosen() + ": " + choice.reason();
    }

    /** With the strength that a scan of the answers to choose from found, along the configured direction alone; empty keeps what is. */
    Chosen byChoice(String direction, Optional<ChoiceCurve> curve) {
        if (curve.isEmpty()) {
            return with(
                    estimator,
                    strengths,
                    "calibration.estimator is choice, but no calibration row offers answers to choose from, or nothing is to be steered. "
                            + ruleReason,
                    curve);
        }
        ChoiceCurve best = curve.get();
        return with(
                Choices.NAME,
                List.of(new NamedStrength(direction, best.strength(), best.strengthInterval())),
                String.format(
                        Locale.ROOT,
                        "It has the highest %s on %d calibration questions: %.3f, against %.3f without steering; chance is %.3f.",
                        best.metric(),
                        best.questions(),
                        best.value(),
                        best.atZero(),
                        best.chance()),
                curve);
    }

    private Chosen with(String otherEstimator, List<NamedStrength> others, String reason, Optional<ChoiceCurve> curve) {
        return new Chosen(
                otherEstimator,
                others,
                bounded && curve.isEmpty(),
                confidence,
                rules,
                confidences,
                curve,
                reason,
                confidenceReason);
    }

    NamedStrength first() {
        return strengths.get(0);
    }
}
