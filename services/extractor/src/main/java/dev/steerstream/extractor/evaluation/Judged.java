package dev.steerstream.extractor.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.evaluation.EvaluationSettings;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.NamedDirection;
import dev.steerstream.evaluation.scoring.Encoding;
import dev.steerstream.extractor.MadeFor;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.evaluations.Evaluation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What one evaluation works on.
 *
 * @param report what the calibration found, as it is stored
 * @param dataset whose rows judge
 */
record Judged(
        Evaluation evaluation,
        SteeringProfile profile,
        JsonNode report,
        AdapterStore.Stored adapter,
        MadeFor made,
        SealedSubmission dataset) {

    /**
     * The profile as it steers answers, and the calibration's direction at the strength that was fitted without a mask.
     *
     * @param vectors the task's own vector of a static direction, by name
     */
    FittedRule rule(Function<String, StaticVector> vectors) {
        NamedStrength unmasked = unmasked();
        List<Term> terms = profile.inForce().stream()
                .map(named -> new Term(Directions.named(named.direction(), vectors), named.strength()))
                .toList();
        Steering unmaskedSteering = new Steering(
                Mode.STEERED,
                List.of(new Term(Directions.named(unmasked.direction(), vectors), unmasked.strength())),
                0,
                Steering.REMOVE);
        return new FittedRule(
                String.join(
                        "+",
                        profile.inForce().stream().map(NamedStrength::direction).toList()),
                new Steering(Mode.STEERED, terms, profile.confidence(), Steering.REMOVE),
                unmaskedSteering,
                List.of());
    }

    /** What the calibration found without a mask. */
    private NamedStrength unmasked() {
        JsonNode found = report.path("unmasked");
        return new NamedStrength(
                found.path("direction").asText(profile.direction()),
                found.path("strength").asDouble(profile.strength()),
                null,
                null);
    }

    /**
     * The directions in force as one rule, where the calibration fitted no strengths of theirs without a mask: it does so for the configured direction
     * alone. Empty where that is what is in force.
     */
    Optional<NamedDirection> unfittedWithoutMask() {
        List<String> directions =
                profile.inForce().stream().map(NamedStrength::direction).toList();
        return directions.equals(List.of(unmasked().direction()))
                ? Optional.empty()
                : Optional.of(NamedDirection.of(String.join("+", directions)));
    }

    /** The rules to be judged beside the profile, but for one that it is itself. */
    List<NamedDirection> others(FittedRule own) {
        List<String> asked = evaluation.settings().rules();
        if (asked == null) return List.of();
        return asked.stream()
                .filter(name -> !name.equals(own.name()))
                .map(NamedDirection::of)
                .toList();
    }

    /**
     * @param directions to be fitted
     * @param observationBytes memory of what is kept of the calibration rows for them
     */
    EvaluationSettings settings(List<NamedDirection> directions, long observationBytes) {
        var asked = evaluation.settings();
        return new EvaluationSettings(
                directions,
                profile.confidence(),
                new GroupBootstrap(asked.bootstrapDraws(), asked.seed()),
                Encoding.CHAT,
                asked.answerTokens() == null ? OptionalInt.empty() : OptionalInt.of(asked.answerTokens()),
                observationBytes);
    }
}
