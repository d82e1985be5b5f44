package dev.steerstream.extractor.evaluation;

import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.extractor.MadeFor;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.evaluations.Evaluation;
import java.util.List;

/**
 * What one evaluation works on.
 *
 * @param unmaskedStrength that calibration found without a mask
 * @param dataset whose rows judge
 */
record Judged(
        Evaluation evaluation,
        SteeringProfile profile,
        double unmaskedStrength,
        AdapterStore.Stored adapter,
        MadeFor made,
        SealedSubmission dataset) {

    /** The profile as it steers answers, and its direction at the strength that was fitted without a mask. */
    FittedRule rule() {
        Steering inForce = new Steering(
                Mode.STEERED,
                new Strength(profile.strength()),
                profile.confidence(),
                Steering.REMOVE,
                Direction.named(profile.direction()));
        return new FittedRule(
                profile.direction(),
                inForce,
                inForce.withConfidence(0).withStrength(new Strength(unmaskedStrength)),
                List.of());
    }
}
