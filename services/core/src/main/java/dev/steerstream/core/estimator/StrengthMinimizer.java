package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;

/**
 * Safeguarded Newton in one dimension on {@code F(mu) = L(mu) + kappa mu^2 / 2}, {@code kappa = L''(0) / rows}: the gradient's sign keeps a
 * bracket, a step that leaves it is replaced by its middle. F is strictly convex unless no vector varies over its survivors; then every
 * strength is as good and the minimum is 0.
 *
 * <p>The bound: mean KL(warm || steered) grows with |mu|, so where it passes the maximum at the optimum the strength is moved back to
 * where it is reached. A direction's own lowest strength bounds it likewise: F is convex, so the nearest strength that is allowed is the
 * best. Not thread-safe: one thread.
 */
public final class StrengthMinimizer {
    /** No |strength| beyond it is looked at: the logits of float32 carry no meaning there. */
    public static final double LARGEST = 1e5;

    private static final int MOST_STEPS = 200;
    private static final double PRECISION = 1e-11;

    private final StrengthObjective objective;
    private final double maximumDivergence;
    private final double lowest;
    private LossAt[] atZero;

    /** Of a direction that has a meaning at every strength. */
    public StrengthMinimizer(StrengthObjective objective, double maximumDivergence) {
        this(objective, maximumDivergence, Double.NEGATIVE_INFINITY);
    }

    /** @param lowest strength that the direction has a meaning at, below 0 */
    public StrengthMinimizer(StrengthObjective objective, double maximumDivergence, double lowest) {
        if (!(maximumDivergence > 0)) {
            throw new IllegalArgumentException(
                    "The maximum of mean KL(warm || steered) is " + maximumDivergence + "; it must be above 0 nats.");
        }
        this.objective = objective;
        this.maximumDivergence = maximumDivergence;
        this.lowest = lowest;
    }

    /** From strength 0, to full precision. */
    public Minimum minimize(int[] groupWeights) {
        return minimize(groupWeights, 0, 0);
    }

    /** The interval of the minimum; each draw starts with a Newton step from the minimum of all, whose derivatives are known by group. */
    public Interval interval(Minimum minimum, GroupBootstrap bootstrap) {
        LossAt[] atMinimum = objective.byGroup(minimum.strength());
        double tolerance = 1e-3 / Math.sqrt(Math.max(minimum.at().curvature(), 1e-300));
        return bootstrap.interval(atMinimum.length, weights -> {
            LossAt here = LossAt.sum(atMinimum, weights);
            double ridge = ridge(weights);
            double curvature = here.curvature() + ridge;
            double start = curvature == 0
                    ? 0
                    : minimum.strength() - (here.gradient() + ridge * minimum.strength()) / curvature;
            return minimize(weights, clamp(start), tolerance).strength();
        });
    }

    /** kappa = L''(0) / rows. */
    private double ridge(int[] groupWeights) {
        if (atZero == null) {
            atZero = objective.byGroup(0);
        }
        long rows = 0;
        for (int g = 0; g < atZero.length; g++) {
            rows += (long) (groupWeights == null ? 1 : groupWeights[g])
                    * objective.observations().rowsOf(g);
        }
        return rows == 0 ? 0 : LossAt.sum(atZero, groupWeights).curvature() / rows;
    }

    private Minimum minimize(int[] groupWeights, double start, double tolerance) {
        double ridge = ridge(groupWeights);
        if (ridge == 0) {
            return new Minimum(objective.at(0, groupWeights), false);
        }
        LossAt found = descend(groupWeights, start, ridge, tolerance);
        boolean below = found.strength() < lowest;
        if (below) {
            found = objective.at(lowest, groupWeights);
        }
        if (found.meanDivergence() > maximumDivergence) {
            return new Minimum(stepBack(groupWeights, found), true);
        }
        return new Minimum(found, below || Math.abs(found.strength()) >= LARGEST);
    }

    private LossAt descend(int[] groupWeights, double start, double ridge, double tolerance) {
        double low = -LARGEST;
        double high = LARGEST;
        double strength = start;
        LossAt here = objective.at(strength, groupWeights);
        for (int i = 0; i < MOST_STEPS; i++) {
            double gradient = here.gradient() + ridge * strength;
            if (gradient > 0) {
                high = strength;
            } else {
                low = strength;
            }
            double next = strength - gradient / (here.curvature() + ridge);
            if (!(next >= low && next <= high)) {
                next = farApart(low, high) ? cautious(strength, gradient) : (low + high) / 2;
            }
            double moved = Math.abs(next - strength);
            if (moved <= Math.max(tolerance, PRECISION * Math.max(1, Math.abs(strength)))) {
                return here;
            }
            strength = next;
            here = objective.at(strength, groupWeights);
        }
        return here;
    }

    private static boolean farApart(double low, double high) {
        return low == -LARGEST || high == LARGEST;
    }

    /** Away from the known end, doubling. */
    private static double cautious(double strength, double gradient) {
        return clamp(strength - Math.signum(gradient) * Math.max(1, Math.abs(strength)));
    }

    /**
     * The strength between 0 and {@code outside} where the mean KL is the maximum, to 1e-9 of it: the Illinois form of false position on
     * {@code sqrt(KL / maximum) - 1}, which is nearly linear in mu.
     */
    private LossAt stepBack(int[] groupWeights, LossAt outside) {
        double inner = 0;
        double innerExcess = -1;
        double outer = outside.strength();
        double outerExcess = excess(outside);
        LossAt there = outside;
        for (int i = 0; i < MOST_STEPS && Math.abs(outer - inner) > PRECISION * Math.max(1, Math.abs(outer)); i++) {
            double next = inner - innerExcess * (outer - inner) / (outerExcess - innerExcess);
            there = objective.at(next, groupWeights);
            double excess = excess(there);
            if (Math.abs(excess) < 1e-9) {
                return there;
            }
            if (excess > 0) {
                outer = next;
                outerExcess = excess;
                innerExcess /= 2;
            } else {
                inner = next;
                innerExcess = excess;
                outerExcess /= 2;
            }
        }
        return there;
    }

    private double excess(LossAt at) {
        return Math.sqrt(at.meanDivergence() / maximumDivergence) - 1;
    }

    private static double clamp(double strength) {
        return Math.max(-LARGEST, Math.min(LARGEST, strength));
    }
}
