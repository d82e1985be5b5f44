package dev.steerstream.core.calibration;

import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import java.util.Objects;

/**
 * What a calibration is made with.
 *
 * @param steering mode STEERED with the confidence, penalty and direction that will be in force; its strength is not used
 * @param bans tokens that decoding will never choose
 * @param bootstrap draws and seed of the intervals
 * @param maximumDivergence where the optimum stops: mean KL(warm || steered) in nats per kept token
 * @param fewestTokens with fewer informative tokens the calibration is insufficient
 * @param fewestRows with fewer rows the calibration is insufficient
 * @param maximumBytes memory for observations, masked and unmasked each
 */
public record CalibrationSettings(
        Steering steering,
        TokenBans bans,
        GroupBootstrap bootstrap,
        double maximumDivergence,
        int fewestTokens,
        int fewestRows,
        long maximumBytes) {
    /** Where the optimum stops: mean KL(warm || steered) in nats per kept token. */
    public static final double MAXIMUM_DIVERGENCE = 2;

    /** With fewer informative tokens a calibration is insufficient. */
    public static final int FEWEST_TOKENS = 50;

    /** With fewer rows a calibration is insufficient. */
    public static final int FEWEST_ROWS = 20;

    public CalibrationSettings {
        Objects.requireNonNull(bans, "bans");
        Objects.requireNonNull(bootstrap, "bootstrap");
        if (steering.mode() != Mode.STEERED) {
            throw new IllegalArgumentException("Calibration is of mode STEERED, not " + steering.mode() + ".");
        }
        new OptimalEstimator(maximumDivergence);
        if (fewestTokens < 1 || fewestRows < 1 || maximumBytes < 1) {
            throw new IllegalArgumentException(
                    "The fewest tokens, fewest rows and maximum bytes must be at least 1, but are " + fewestTokens
                            + ", " + fewestRows + ", " + maximumBytes + ".");
        }
    }

    /** The stated defaults: delta, 200 draws, 2 nats, 50 tokens, 20 rows, 512 MiB. */
    public static CalibrationSettings of(double confidence, TokenBans bans, long seed) {
        return new CalibrationSettings(
                Steering.steered(0, confidence),
                bans,
                new GroupBootstrap(GroupBootstrap.FEWEST_DRAWS, seed),
                MAXIMUM_DIVERGENCE,
                FEWEST_TOKENS,
                FEWEST_ROWS,
                512L << 20);
    }
}
