package dev.steerstream.decoder;

import dev.steerstream.core.decoding.GuardLimits;
import dev.steerstream.core.decoding.Rows;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.schemas.SteeringProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an answer is steered once request and profile are put together.
 *
 * @param steering for the decoding step
 * @param rows which models run
 * @param adapterDigest of the warm row, or empty where only the base runs
 * @param guard the profile's calibrated range, as far as it speaks of what is applied
 * @param notes for the receipt: what a reader would not expect
 */
record SteeringPlan(
        Steering steering, Rows rows, Optional<String> adapterDigest, GuardLimits guard, List<String> notes) {
    SteeringPlan {
        notes = List.copyOf(notes);
    }

    /** @param profile present where the request names a task */
    static SteeringPlan of(CompleteRequest request, Optional<SteeringProfile> profile) {
        if (request.mode() == Mode.BASE) {
            return new SteeringPlan(Steering.base(), Rows.BASE, Optional.empty(), GuardLimits.off(), List.of());
        }
        SteeringProfile found = profile.orElseThrow();
        if (request.mode() == Mode.WARM) {
            return new SteeringPlan(
                    Steering.warm(), Rows.WARM, Optional.of(found.adapterDigest()), GuardLimits.off(), List.of());
        }
        double strength = request.strength().orElse(found.strength());
        double confidence = request.confidence().orElse(found.confidence());
        Steering steering = new Steering(
                dev.steerstream.core.steering.Mode.STEERED,
                new Strength(strength),
                confidence,
                Steering.REMOVE,
                Directions.named(found.direction()));
        List<String> notes = new ArrayList<>();
        if (found.insufficient() && request.strength().isEmpty()) {
            notes.add(
                    "The task's calibration was insufficient, so its strength is 0: the answer is the warm model's under the mask.");
        }
        return new SteeringPlan(
                steering, Rows.BOTH, Optional.of(found.adapterDigest()), guard(request, found, notes), notes);
    }

    /** The divergence limit was calibrated at the profile's strength and confidence: of others it says nothing. */
    private static GuardLimits guard(CompleteRequest request, SteeringProfile profile, List<String> notes) {
        double repetition = profile.guardRepetition() == null ? 1 : profile.guardRepetition();
        double divergence = profile.guardKl() == null ? Double.POSITIVE_INFINITY : profile.guardKl();
        boolean own = request.strength().isPresent() && request.strength().getAsDouble() != profile.strength()
                || request.confidence().isPresent() && request.confidence().getAsDouble() != profile.confidence();
        if (own && Double.isFinite(divergence)) {
            notes.add("The guard on divergence was off: the request brought a strength or confidence of its own,"
                    + " and the limit was calibrated at the profile's.");
            divergence = Double.POSITIVE_INFINITY;
        }
        return new GuardLimits(repetition, divergence);
    }
}
