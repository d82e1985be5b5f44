package dev.steerstream.extractor.evaluation;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.extractor.MadeFor;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.evaluations.Evaluation;
import java.util.List;
import java.util.function.Function;

/**
 * What one evaluation works on.
 *
 * @param unmasked what calibration found without a mask
 * @param dataset whose rows judge
 */
record Judged(
        Evaluation evaluation,
        SteeringProfile profile,
        NamedStrength unmasked,
        AdapterStore.Stored adapter,
        MadeFor made,
        SealedSubmission dataset) {

    /**
     * The profile as it steers answers, and the calibration's direction at the strength that was fitted without a mask.
     *
     * @param vectors the task's own vector of a static direction, by name
     */
    FittedRule rule(Function<String, StaticVector> vectors) {
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
}
