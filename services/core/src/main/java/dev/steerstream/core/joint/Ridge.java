package dev.steerstream.core.joint;

/**
 * The prior on the strengths: {@code rows' priors * n / rows * sum_k (s_k mu_k)^2 / 2} with {@code s_k = sqrt(H_kk / n)}, H the loss's second
 * derivatives at 0 and n the kept tokens. Each direction is so measured in its own spread, whatever its unit. One row's prior is
 * {@code optimal}'s kappa. A direction that never varies over the survivors has s = 0: its strength stays 0.
 */
final class Ridge {
    private final double[] weights; // kappa s_k^2 = priors * H_kk / rows
    private final double[] scales; // s_k

    private Ridge(double[] weights, double[] scales) {
        this.weights = weights;
        this.scales = scales;
    }

    static Ridge of(JointSums atZero, double rows, double priors, int size) {
        double[] weights = new double[size];
        double[] scales = new double[size];
        for (int k = 0; k < size; k++) {
            double curvature = atZero.curvature(k, k);
            if (curvature > 1e-280 && Double.isFinite(curvature) && rows > 0) {
                weights[k] = priors * curvature / rows;
                scales[k] = Math.sqrt(curvature / atZero.tokens());
            }
        }
        return new Ridge(weights, scales);
    }

    /** Whether the direction varies at all. */
    boolean varies(int k) {
        return scales[k] > 0;
    }

    double scale(int k) {
        return scales[k];
    }

    double weight(int k) {
        return weights[k];
    }

    double value(double[] strengths) {
        double sum = 0;
        for (int k = 0; k < strengths.length; k++) {
            sum += weights[k] * strengths[k] * strengths[k] / 2;
        }
        return sum;
    }
}
