package dev.steerstream.decoder;

import dev.steerstream.core.decoding.guard.GuardLimits;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.schemas.CalibratedRule;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /** The directions' names, joined by {@code +}. */
    String rule() {
        return String.join(
                "+",
                steering.terms().stream().map(term -> term.direction().name()).toList());
    }

    /** @throws SteerStreamException of kind user where the request names a rule that the profile has no strengths for, or has no use for */
    static void requireRule(CompleteRequest request, SteeringProfile profile) {
        if (request.rule().isEmpty()) return;
        String rule = request.rule().get();
        CalibratedRule found = profile.calibrated(rule)
                .orElseThrow(() -> new SteerStreamException(Refusals.ruleNotCalibrated(
                        profile.task(),
                        profile.version(),
                        rule,
                        profile.calibrated().stream().map(CalibratedRule::name).toList())));
        if (request.strength().isPresent() && found.strengths().size() > 1) {
            throw new SteerStreamException(
                    Refusals.strengthOfSeveral(found.name(), found.strengths().size()));
        }
    }

    /**
     * @param profile present where the request names a task
     * @param vectors the task's own vector of a static direction, by name
     */
    static SteeringPlan of(
            CompleteRequest request, Optional<SteeringProfile> profile, Function<String, StaticVector> vectors) {
        if (request.mode() == Mode.BASE) {
            return new SteeringPlan(Steering.base(), Rows.BASE, Optional.empty(), GuardLimits.off(), List.of());
        }
        SteeringProfile found = profile.orElseThrow();
        if (request.mode() == Mode.WARM) {
            return new SteeringPlan(
                    Steering.warm(), Rows.WARM, Optional.of(found.adapterDigest()), GuardLimits.off(), List.of());
        }
        double confidence = request.confidence().orElse(found.confidence());
        List<String> notes = new ArrayList<>();
        Steering steering = new Steering(
                dev.steerstream.core.steering.Mode.STEERED,
                terms(request, found, vectors, notes),
                confidence,
                Steering.REMOVE);
        if (found.insufficient() && request.strength().isEmpty()) {
            notes.add("The task's calibration was insufficient, so its strength is 0: the answer is the warm model's"
                    + " under the mask.");
        }
        boolean withoutBase =
                steering.terms().stream().noneMatch(term -> term.direction().needsBase());
        return new SteeringPlan(
                steering,
                withoutBase ? Rows.WARM : Rows.BOTH,
                Optional.of(found.adapterDigest()),
                guard(request, found, notes),
                notes);
    }

    /** A request's own strength is one number, so it goes along the rule's first direction alone, and at every token. */
    private static List<Term> terms(
            CompleteRequest request,
            SteeringProfile profile,
            Function<String, StaticVector> vectors,
            List<String> notes) {
        List<NamedStrength> strengths = strengths(request, profile);
        if (request.strength().isPresent()) {
            String first = Directions.unplaced(strengths.get(0).direction());
            if (strengths.size() > 1) {
                notes.add("The request's own strength was applied along " + first
                        + " alone: the profile's other directions were left out.");
            }
            double own = request.strength().getAsDouble();
            return List.of(new Term(Directions.named(first, vectors), own));
        }
        return strengths.stream()
                .map(named -> new Term(Directions.named(named.direction(), vectors), named.strength()))
                .toList();
    }

    /** Of the rule that the request names, or of the one in force. */
    private static List<NamedStrength> strengths(CompleteRequest request, SteeringProfile profile) {
        return request.rule()
                .map(rule -> profile.calibrated(rule).orElseThrow().strengths())
                .orElseGet(profile::inForce);
    }

    /** The divergence limit was calibrated at the profile's strength and confidence: of others it says nothing. */
    private static GuardLimits guard(CompleteRequest request, SteeringProfile profile, List<String> notes) {
        double repetition = profile.guardRepetition() == null ? 1 : profile.guardRepetition();
        double divergence = profile.guardKl() == null ? Double.POSITIVE_INFINITY : profile.guardKl();
        boolean ownStrength = request.strength().isPresent()
                && (request.strength().getAsDouble() != profile.strength()
                        || profile.inForce().size() > 1);
        boolean ownRule = !strengths(request, profile).equals(profile.inForce());
        boolean own = ownStrength
                || ownRule
                || request.confidence().isPresent() && request.confidence().getAsDouble() != profile.confidence();
        if (own && Double.isFinite(divergence)) {
            notes.add("The guard on divergence was off: the request brought a strength, rule or confidence of its own,"
                    + " and the limit was calibrated at the profile's.");
            divergence = Double.POSITIVE_INFINITY;
        }
        return new GuardLimits(repetition, divergence);
    }
}
