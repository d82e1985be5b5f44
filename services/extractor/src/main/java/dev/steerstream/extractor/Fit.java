package dev.steerstream.extractor;

import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.calibration.PerTokenSpread;
import dev.steerstream.core.choice.ChoiceCurve;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.evaluation.HeldOutEvaluation;
import dev.steerstream.core.evaluation.HeldOutResult;
import dev.steerstream.core.evaluation.TemplateTokens;
import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.core.selection.RuleChoice;
import dev.steerstream.core.selection.SelectionPass;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.Term;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.work.adaptations.AdaptationSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The numbers of one task: core's calibration and evaluation with the task's settings. */
final class Fit {
    /** Survivors are kept down to it, so that other confidences can be judged without another pass. */
    private static final double LOWEST_CONFIDENCE = 0.05;

    private final CalibrationConfiguration settings;
    private final TokenBans bans;
    private final GroupBootstrap bootstrap;
    private final int vocabularySize;
    private final long observationBytes;
    private final Direction direction;
    private GuardRange guard = new GuardRange(); // of the last pass over the calibration rows

    Fit(CalibrationConfiguration given, TokenBans bans, LanguageModel model, long observationBytes) {
        this.settings = AdaptationSettings.complete(given);
        this.bans = bans;
        this.bootstrap = new GroupBootstrap(settings.bootstrapDraws(), settings.seed());
        this.observationBytes = observationBytes;
        this.vocabularySize = model.description().vocabularySize();
        this.direction = Directions.named(settings.direction());
    }

    /** The estimator whose strength a calibration gives; {@code choice} needs a pass of its own, and {@code optimal} where it cannot be. */
    String estimator() {
        return choosesAnswers() ? OptimalEstimator.NAME : settings.estimator();
    }

    /** The configured one. */
    String direction() {
        return direction.name();
    }

    boolean choosesAnswers() {
        return settings.estimator().equals(Choices.NAME);
    }

    /**
     * @param calibration at the confidence in force
     * @param vectors the static directions in force
     * @param spreads of the tokens' own strengths along the directions that were tried beside the configured one
     */
    record Fitted(
            CalibrationResult calibration,
            Chosen chosen,
            Steering inForce,
            List<StaticVector> vectors,
            Map<String, PerTokenSpread> spreads) {}

    /** One pass; a second where another confidence than the configured one is put in force. */
    Fitted calibrate(Scoring scoring, List<Extraction.Example> examples, List<Choices.Offered> offered)
            throws InterruptedException {
        Fitted byLoss = calibrate(scoring, examples);
        if (!choosesAnswers() || Findings.insufficient(byLoss.calibration(), estimator())) return byLoss;
        Optional<ChoiceCurve> curve = new Choices(direction, bootstrap, observationBytes, vocabularySize)
                .scan(scoring, offered, byLoss.calibration());
        Chosen chosen = byLoss.chosen().byChoice(settings.direction(), curve);
        return curve.isEmpty()
                ? new Fitted(byLoss.calibration(), chosen, byLoss.inForce(), byLoss.vectors(), byLoss.spreads())
                : fitted(byLoss.calibration(), chosen, Optional.empty());
    }

    private Fitted calibrate(Scoring scoring, List<Extraction.Example> examples) throws InterruptedException {
        double configured = settings.confidence();
        if (configured == 0 || settings.directions().isEmpty()) { // without a mask there are no survivors to keep
            CalibrationResult fitted = calibrate(scoring, examples, configured, Optional.empty());
            return fitted(
                    fitted,
                    Chosen.of(settings, estimator(), fitted, Optional.empty(), Optional.empty()),
                    Optional.empty());
        }
        SelectionPass pass = new SelectionPass(
                Math.min(configured, LOWEST_CONFIDENCE),
                bans,
                bootstrap,
                CalibrationSettings.MAXIMUM_DIVERGENCE,
                observationBytes,
                vocabularySize);
        CalibrationResult fitted = calibrate(scoring, examples, configured, Optional.of(pass));
        if (Findings.insufficient(fitted, estimator())) {
            return fitted(
                    fitted,
                    Chosen.of(settings, estimator(), fitted, Optional.empty(), Optional.empty()),
                    Optional.of(pass));
        }
        ConfidenceChoice confidences = pass.confidences(settings.direction(), configured);
        double inForce = settings.choose().equals("rule_and_confidence") ? confidences.chosen() : configured;
        RuleChoice rules = pass.rules(inForce, settings.direction(), estimator(), settings.directions());
        CalibrationResult there =
                inForce == configured ? fitted : calibrate(scoring, examples, inForce, Optional.empty());
        return fitted(
                there,
                Chosen.of(settings, estimator(), there, Optional.of(rules), Optional.of(confidences)),
                Optional.of(pass));
    }

    private Fitted fitted(CalibrationResult calibration, Chosen chosen, Optional<SelectionPass> pass) {
        Map<String, StaticVector> vectors = new TreeMap<>();
        List<Term> terms = chosen.strengths().stream()
                .map(named -> new Term(
                        Directions.named(
                                named.direction(),
                                name -> vectors.computeIfAbsent(
                                        name, missing -> pass.orElseThrow().vector(missing))),
                        named.strength()))
                .toList();
        return new Fitted(
                calibration,
                chosen,
                new Steering(Mode.STEERED, terms, chosen.confidence(), Steering.REMOVE),
                List.copyOf(vectors.values()),
                pass.map(kept -> kept.spreads(chosen.confidence(), others())).orElse(Map.of()));
    }

    private List<String> others() {
        return settings.directions().stream()
                .filter(name -> !name.equals(settings.direction()))
                .toList();
    }

    private CalibrationResult calibrate(
            Scoring scoring, List<Extraction.Example> examples, double confidence, Optional<SelectionPass> pass)
            throws InterruptedException {
        CalibrationSettings calibration = new CalibrationSettings(
                new Steering(Mode.STEERED, Strength.ZERO, confidence, Steering.REMOVE, direction),
                bans,
                bootstrap,
                CalibrationSettings.MAXIMUM_DIVERGENCE,
                CalibrationSettings.FEWEST_TOKENS,
                CalibrationSettings.FEWEST_ROWS,
                observationBytes);
        guard = new GuardRange();
        double survivorsOf = pass.isPresent() ? Math.min(confidence, LOWEST_CONFIDENCE) : confidence;
        return new Passes(scoring, bans, vocabularySize).calibrate(examples, calibration, survivorsOf, pass, guard);
    }

    /** Empty where nothing is steered: then there is nothing to guard. */
    Optional<GuardRange> guardRange(Scoring scoring, List<Extraction.Example> examples, Steering inForce)
            throws InterruptedException {
        if (!inForce.moves()) return Optional.empty();
        new Passes(scoring, bans, vocabularySize).guard(guard, examples, inForce);
        return Optional.of(guard);
    }

    /** Once, on rows that nothing was fitted on; empty where there are none. */
    Optional<HeldOutResult> judge(
            Scoring scoring,
            List<Extraction.Example> examples,
            Steering inForce,
            CalibrationResult fitted,
            TemplateTokens wording)
            throws InterruptedException {
        if (examples.isEmpty()) return Optional.empty();
        HeldOutEvaluation evaluation = new HeldOutEvaluation(
                inForce, new Term(direction, fitted.unmasked().strength()), bans, bootstrap, vocabularySize);
        new Passes(scoring, bans, vocabularySize).judge(examples, evaluation, inForce.confidence(), wording);
        return Optional.of(evaluation.result());
    }
}
