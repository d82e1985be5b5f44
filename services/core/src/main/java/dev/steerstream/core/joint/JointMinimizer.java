package dev.steerstream.core.joint;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * The global minimum of loss and ridge within the bounds. Where its mean KL(warm || steered) is too large, that of
 * {@code loss + multiplier * KL} with the multiplier at which KL is the largest allowed: since both are convex, this is the best point
 * within the bound. Not thread-safe.
 */
public final class JointMinimizer {
    /** A fit ends where a step would change the sum by no more nats, all tokens together. */
    private static final double PRECISION = 1e-10;

    private static final int MOST_MULTIPLIERS = 100;

    private final JointObjective objective;
    private final StrengthBounds bounds;
    private final JointSums[] atZero;

    public JointMinimizer(JointObjective objective, StrengthBounds bounds) {
        this(objective, bounds, objective.byGroup(new double[objective.size()]));
    }

    private JointMinimizer(JointObjective objective, StrengthBounds bounds, JointSums[] atZero) {
        this.objective = objective;
        this.bounds = bounds;
        this.atZero = atZero;
    }

    /**
     * The same of the loss to its second order around a point, for a loss that is too dear to be asked for at every draw of a bootstrap. The ridge stays
     * that of the loss itself: measured in the spread at the point, where the loss may be much flatter than at 0, it would pull less, and the
     * draws would lie beyond the minimum that they are of.
     */
    public JointMinimizer toSecondOrder(double[] strengths) {
        return new JointMinimizer(new QuadraticObjective(objective, strengths), bounds, atZero);
    }

    /**
     * @param groupWeights how often each group counts, or null for once each
     * @param priors the ridge, in rows' priors
     */
    public JointMinimum minimize(int[] groupWeights, double priors) {
        return minimize(groupWeights, priors, new double[objective.size()], PRECISION);
    }

    /** The same from a point nearby: faster. */
    public JointMinimum minimize(int[] groupWeights, double priors, double[] start) {
        return minimize(groupWeights, priors, start, PRECISION);
    }

    /**
     * The same, ending where a step would change the sum by no more than the tolerance, in nats, all tokens together: for losses that are
     * rounded, or dear. Half of a standard error changes it by an eighth.
     */
    public JointMinimum minimize(int[] groupWeights, double priors, double[] start, double tolerance) {
        Ridge ridge = ridge(groupWeights, priors);
        DampedNewton newton = new DampedNewton(objective, groupWeights, ridge, bounds.low(), bounds.high(), tolerance);
        boolean exact = tolerance <= PRECISION;
        DampedNewton.Point free = exact ? newton.minimizeExactly(start, 0) : newton.minimize(start, 0);
        if (free.sums().meanDivergence() > bounds.divergence()) {
            DampedNewton.Point within = withinDivergence(newton, free);
            return new JointMinimum(within.strengths(), within.sums(), true);
        }
        return new JointMinimum(free.strengths(), free.sums(), bounds.reached(free.strengths()));
    }

    private Ridge ridge(int[] groupWeights, double priors) {
        double rows = 0;
        for (int g = 0; g < atZero.length; g++) {
            rows += (double) (groupWeights == null ? 1 : groupWeights[g]) * objective.rowsOf(g);
        }
        return Ridge.of(JointSums.of(atZero, objective.size(), groupWeights), rows, priors, objective.size());
    }

    /** KL falls as its multiplier grows: false position (Illinois) on {@code sqrt(KL / maximum) - 1} over the multiplier's logarithm. */
    private DampedNewton.Point withinDivergence(DampedNewton newton, DampedNewton.Point free) {
        double multiplier = 1e-6;
        DampedNewton.Point outside = free;
        DampedNewton.Point inside = newton.minimizeExactly(free.strengths(), multiplier);
        while (excess(inside) > 0 && multiplier < 1e30) {
            outside = inside;
            multiplier *= 16;
            inside = newton.minimizeExactly(inside.strengths(), multiplier);
        }
        double low = Math.log(multiplier / 16);
        double high = Math.log(multiplier);
        double lowExcess = excess(outside);
        double highExcess = excess(inside);
        for (int i = 0; i < MOST_MULTIPLIERS && Math.abs(excess(inside)) > 1e-9 && high - low > 1e-13; i++) {
            double middle = high - highExcess * (high - low) / (highExcess - lowExcess);
            DampedNewton.Point there = newton.minimizeExactly(inside.strengths(), Math.exp(middle));
            if (excess(there) > 0) {
                low = middle;
                lowExcess = excess(there);
                highExcess /= 2;
            } else {
                inside = there;
                high = middle;
                highExcess = excess(there);
                lowExcess /= 2;
            }
        }
        return inside;
    }

    private double excess(DampedNewton.Point point) {
        return Math.sqrt(point.sums().meanDivergence() / bounds.divergence()) - 1;
    }

    /** The strengths' intervals over prompt groups; each draw starts from the minimum of all. */
    public List<Interval> intervals(JointMinimum minimum, double priors, GroupBootstrap bootstrap) {
        // a thousandth of a standard error is half a millionth of a nat
        List<double[]> draws =
                bootstrap.draws(objective.groups(), weights -> minimize(weights, priors, minimum.strengths(), 1e-6)
                        .strengths());
        List<Interval> intervals = new ArrayList<>();
        for (int k = 0; k < objective.size(); k++) {
            int index = k;
            intervals.add(
                    draws.isEmpty()
                            ? Interval.UNKNOWN
                            : Interval.ofDraws(draws.stream()
                                    .mapToDouble(draw -> draw[index])
                                    .toArray()));
        }
        return intervals;
    }
}
