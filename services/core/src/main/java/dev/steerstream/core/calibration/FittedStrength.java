package dev.steerstream.core.calibration;

import dev.steerstream.core.statistics.Interval;

/**
 * The optimal strength under one mask.
 *
 * @param strength mu-bar, signed; 0 unless sufficient
 * @param interval 95% bootstrap over prompt groups; (0, 0) unless sufficient
 * @param curvatureError {@code 1 / sqrt(L''(mu-bar))}; 0 unless sufficient
 * @param bounded stopped where the mean KL(warm || steered) reaches its maximum, or at the lowest strength that the direction has a meaning at
 * @param sufficiency why the strength is 0, if it is
 * @param divergence mean KL(warm || steered) there, nats per kept token
 * @param warmLoss mean loss at strength 0, nats per kept token
 * @param loss mean loss at the strength, nats per kept token
 * @param lossErrorBound what lumping the tail may have changed the mean loss by, at most, in nats; 0 where nothing was lumped
 */
public record FittedStrength(
        double strength,
        Interval interval,
        double curvatureError,
        boolean bounded,
        Sufficiency sufficiency,
        double divergence,
        double warmLoss,
        double loss,
        double lossErrorBound) {
    public boolean insufficient() {
        return sufficiency != Sufficiency.SUFFICIENT;
    }
}
