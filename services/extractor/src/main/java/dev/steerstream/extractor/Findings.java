package dev.steerstream.extractor;

import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.EstimatedStrength;
import dev.steerstream.core.evaluation.HeldOutResult;
import java.util.Locale;
import java.util.Optional;

/**
 * All that an extraction found.
 *
 * @param estimator name of the one in force
 * @param judged empty where there were no held-out rows
 * @param guardDivergence in nats; empty where nothing is steered
 * @param guardRepetition a share; empty where nothing is steered
 */
record Findings(
        CalibrationResult calibration,
        String estimator,
        Optional<HeldOutResult> judged,
        Optional<Double> guardDivergence,
        Optional<Double> guardRepetition,
        Timing timing) {

    /** How long what took, in seconds. */
    record Timing(double reading, double calibrating, double judging, double tokensPerSecond) {}

    /** A strength without an interval cannot be told from chance: one prompt group is not enough either. */
    static boolean insufficient(CalibrationResult calibration, String estimator) {
        return calibration.optimal().insufficient()
                || !calibration.estimator(estimator).interval().isKnown();
    }

    boolean insufficient() {
        return insufficient(calibration, estimator);
    }

    /** Why the strength is 0, or empty. */
    Optional<String> reason() {
        if (!insufficient()) return Optional.empty();
        return Optional.of(
                calibration.optimal().insufficient()
                        ? calibration.optimal().sufficiency().name().toLowerCase(Locale.ROOT)
                        : "too_few_groups");
    }

    /** The strength that the profile puts in force: 0 where it is insufficient. */
    static double strength(CalibrationResult calibration, String estimator) {
        return insufficient(calibration, estimator) ? 0 : calibration.strengthInForce(estimator);
    }

    double strength() {
        return strength(calibration, estimator);
    }

    double low() {
        return insufficient() ? 0 : inForce().interval().low();
    }

    double high() {
        return insufficient() ? 0 : inForce().interval().high();
    }

    private EstimatedStrength inForce() {
        return calibration.estimator(estimator);
    }
}
