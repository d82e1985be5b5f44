package dev.steerstream.core.calibration;

import java.util.List;
import java.util.Optional;

/**
 * All that a calibration found. Losses of masked and unmasked fits are different quantities and stand in different members.
 *
 * @param confidence alpha in force
 * @param rows calibration rows
 * @param groups prompt groups among them
 * @param tokens answer tokens, masked gold included
 * @param keptTokens answer tokens whose gold token survives
 * @param informativeTokens kept tokens with more than one survivor
 * @param estimators every estimator with its gain, in a fixed order
 * @param optimal the optimum under the mask in force
 * @param curve loss against strength under the mask in force, 41 points ascending, 0 and the optimum among them
 * @param spread empty where no token is informative
 * @param unmasked the optimum of {@code loss_full}: no mask, no bans, all tokens
 * @param meanVector the mean steering vector of all answer tokens, unmasked
 */
public record CalibrationResult(
        double confidence,
        int rows,
        int groups,
        int tokens,
        int keptTokens,
        int informativeTokens,
        List<EstimatedStrength> estimators,
        FittedStrength optimal,
        List<CurvePoint> curve,
        Optional<PerTokenSpread> spread,
        FittedStrength unmasked,
        MeanVector meanVector) {
    public CalibrationResult {
        estimators = List.copyOf(estimators);
        curve = List.copyOf(curve);
    }

    /** Share of answer tokens whose gold token survives, 0..1; 0 where there are no tokens. */
    public double keptGoldShare() {
        return tokens == 0 ? 0 : (double) keptTokens / tokens;
    }

    /**
     * What a named estimator says, {@code optimal} included.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    public EstimatedStrength estimator(String name) {
        return estimators.stream()
                .filter(estimated -> estimated.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown estimator '" + name + "'; known are "
                        + estimators.stream().map(EstimatedStrength::name).toList() + "."));
    }

    /** The strength to be put in force for the estimator that the task names: 0 where the calibration is insufficient. */
    public double strengthInForce(String name) {
        double strength = estimator(name).strength();
        return optimal.insufficient() ? 0 : strength;
    }
}
