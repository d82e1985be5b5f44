package dev.steerstream.core.joint;

import java.util.Arrays;

/**
 * Minimises {@code loss + multiplier * divergence + ridge} within bounds: Newton's direction on the strengths that are not held at a bound
 * (solved in standardised units), halved until the sum falls enough (Armijo). The sum is strictly convex in every direction that varies, so
 * what it finds is the global minimum. A strength that a step would carry through its bound is held there, and let go where the slope
 * points inwards again. Not thread-safe.
 */
final class DampedNewton {
    private static final int MOST_STEPS = 300;
    private static final double ARMIJO = 1e-4;
    private static final int MOST_POLISHING_STEPS = 4;

    private final JointObjective objective;
    private final int[] groupWeights;
    private final Ridge ridge;
    private final double[] low;
    private final double[] high;
    private final double tolerance;

    /** @param tolerance ends where a step would change the sum by no more, in nats */
    DampedNewton(
            JointObjective objective, int[] groupWeights, Ridge ridge, double[] low, double[] high, double tolerance) {
        this.objective = objective;
        this.groupWeights = groupWeights;
        this.ridge = ridge;
        this.low = low;
        this.high = high;
        this.tolerance = tolerance;
    }

    /** Where it ended. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Point(double[] strengths, JointSums sums) {}

    /** To the tolerance. */
    Point minimize(double[] start, double multiplier) {
        double[] at = inside(start);
        Point here = new Point(at, objective.at(at, groupWeights));
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] direction = direction(here, multiplier);
            double slope = slope(direction, here, multiplier);
            Point next = -slope > tolerance ? search(here, direction, slope, multiplier) : null;
            if (next == null) { // or the sum falls no more in double
                break;
            }
            here = next;
        }
        return here;
    }

    /** To working precision: where the sum is too flat for its value to tell points apart, its slope still does. */
    Point minimizeExactly(double[] start, double multiplier) {
        Point here = minimize(start, multiplier);
        double[] direction = direction(here, multiplier);
        double slope = slope(direction, here, multiplier);
        for (int step = 0; step < MOST_POLISHING_STEPS && slope < 0; step++) {
            double[] at = moved(here.strengths, direction, 1);
            Point next = new Point(at, objective.at(at, groupWeights));
            double[] further = direction(next, multiplier);
            double left = slope(further, next, multiplier);
            if (!(left > slope)) {
                break;
            }
            here = next;
            direction = further;
            slope = left;
        }
        return here;
    }

    private double slope(double[] direction, Point here, double multiplier) {
        double slope = 0;
        for (int k = 0; k < direction.length; k++) {
            slope += direction[k] * gradient(k, here, multiplier);
        }
        return slope;
    }

    private double[] moved(double[] from, double[] direction, double length) {
        double[] at = new double[from.length];
        for (int k = 0; k < at.length; k++) {
            at[k] = Math.max(low[k], Math.min(high[k], from[k] + length * direction[k]));
        }
        return at;
    }

    private double[] inside(double[] start) {
        double[] at = new double[start.length];
        for (int k = 0; k < at.length; k++) {
            at[k] = ridge.varies(k) ? Math.max(low[k], Math.min(high[k], start[k])) : 0;
        }
        return at;
    }

    private double value(Point point, double multiplier) {
        return point.sums.loss() + multiplier * point.sums.divergence() + ridge.value(point.strengths);
    }

    private double gradient(int k, Point here, double multiplier) {
        return here.sums.gradient(k)
                + multiplier * here.sums.divergenceGradient(k)
                + ridge.weight(k) * here.strengths[k];
    }

    /** Newton's direction, 0 for what is held. */
    private double[] direction(Point here, double multiplier) {
        double[] at = here.strengths;
        int size = at.length;
        boolean[] held = new boolean[size];
        for (int k = 0; k < size; k++) {
            held[k] = !ridge.varies(k) || outward(k, at[k], -gradient(k, here, multiplier));
        }
        while (true) {
            double[] direction = solve(here, multiplier, held);
            boolean more = false;
            for (int k = 0; k < size; k++) {
                if (!held[k] && outward(k, at[k], direction[k])) {
                    held[k] = true;
                    more = true;
                }
            }
            if (!more) {
                return direction;
            }
        }
    }

    private boolean outward(int k, double strength, double move) {
        return (strength <= low[k] && move < 0) || (strength >= high[k] && move > 0);
    }

    private double[] solve(Point here, double multiplier, boolean[] held) {
        int[] free = new int[held.length];
        int count = 0;
        for (int k = 0; k < held.length; k++) {
            if (!held[k]) {
                free[count++] = k;
            }
        }
        double[] direction = new double[held.length];
        for (double damping = 0; count > 0 && damping < 1e6; damping = Math.max(1e-12, 100 * damping)) {
            double[][] matrix = new double[count][count];
            double[] right = new double[count];
            for (int a = 0; a < count; a++) {
                double scale = ridge.scale(free[a]);
                right[a] = -gradient(free[a], here, multiplier) / scale;
                for (int b = 0; b <= a; b++) {
                    matrix[a][b] =
                            (1 + multiplier) * here.sums.curvature(free[a], free[b]) / (scale * ridge.scale(free[b]));
                }
                matrix[a][a] += ridge.weight(free[a]) / (scale * scale);
                matrix[a][a] *= 1 + damping;
            }
            if (Cholesky.solve(matrix, right)) {
                for (int a = 0; a < count; a++) {
                    direction[free[a]] = right[a] / ridge.scale(free[a]);
                }
                return direction;
            }
        }
        return direction;
    }

    private Point search(Point here, double[] direction, double slope, double multiplier) {
        double value = value(here, multiplier);
        for (double length = 1; length > 1e-15; length /= 2) {
            double[] at = moved(here.strengths, direction, length);
            if (Arrays.equals(at, here.strengths)) {
                return null;
            }
            Point next = new Point(at, objective.at(at, groupWeights));
            double there = value(next, multiplier);
            if (there < value && there <= value + ARMIJO * length * slope) {
                return next;
            }
        }
        return null;
    }
}
