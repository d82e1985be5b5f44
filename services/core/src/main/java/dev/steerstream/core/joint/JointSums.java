package dev.steerstream.core.joint;

import dev.steerstream.core.observation.LossAt;
import java.util.Arrays;

/**
 * The summed loss of some answer tokens at one point, with its derivatives. Divergence and loss have the same second derivatives, since
 * they differ by a linear function. A mutable sum; not thread-safe.
 */
public final class JointSums {
    private final int size;
    private double tokens;
    private double loss;
    private double divergence;
    private final double[] divergenceGradient;
    private final double[] gold;
    private final double[] curvature;

    /** Nothing yet. */
    public JointSums(int size) {
        this.size = size;
        divergenceGradient = new double[size];
        gold = new double[size];
        curvature = new double[size * size];
    }

    /** A token that the strengths cannot change. */
    void addPointMass(double weight) {
        tokens += weight;
    }

    /**
     * Adds a token, x being the directions' values less their mean under warm.
     *
     * @param normaliser log sum q exp(mu x), which is KL(warm || steered)
     * @param goldLog log q(y) + mu x(y)
     * @param goldValues x(y)
     * @param mean E x under steered
     * @param moments E x x^T under steered, the lower triangle
     */
    public void add(
            double weight, double normaliser, double goldLog, double[] goldValues, double[] mean, double[] moments) {
        tokens += weight;
        loss += weight * (normaliser - goldLog);
        divergence += weight * Math.max(0, normaliser);
        for (int k = 0; k < size; k++) {
            divergenceGradient[k] += weight * mean[k];
            gold[k] += weight * goldValues[k];
            for (int j = 0; j <= k; j++) {
                curvature[k * size + j] += weight * (moments[k * size + j] - mean[k] * mean[j]);
            }
        }
    }

    /** The same sums some way on: loss and divergence to their second order, their slopes to their first. */
    JointSums moved(double[] by) {
        JointSums there = new JointSums(size);
        there.add(this, 1);
        for (int k = 0; k < size; k++) {
            double curved = 0;
            for (int j = 0; j < size; j++) {
                curved += curvature(k, j) * by[j];
            }
            there.loss += by[k] * (gradient(k) + curved / 2);
            there.divergence += by[k] * (divergenceGradient[k] + curved / 2);
            there.divergenceGradient[k] += curved;
        }
        return there;
    }

    /** The sum of this and {@code weight} times another of the same point. */
    public void add(JointSums other, double weight) {
        tokens += weight * other.tokens;
        loss += weight * other.loss;
        divergence += weight * other.divergence;
        for (int k = 0; k < size; k++) {
            divergenceGradient[k] += weight * other.divergenceGradient[k];
            gold[k] += weight * other.gold[k];
        }
        for (int i = 0; i < curvature.length; i++) {
            curvature[i] += weight * other.curvature[i];
        }
    }

    /** Of one strength. */
    static JointSums of(LossAt at, double advantage) {
        JointSums sums = new JointSums(1);
        sums.tokens = at.tokens();
        sums.loss = at.loss();
        sums.divergence = at.divergence();
        sums.gold[0] = advantage;
        sums.divergenceGradient[0] = at.gradient() + advantage;
        sums.curvature[0] = at.curvature();
        return sums;
    }

    /** The sum of groups' sums, each as often as it counts; null for once each. */
    static JointSums of(JointSums[] groups, int size, int[] weights) {
        JointSums sum = new JointSums(size);
        for (int g = 0; g < groups.length; g++) {
            sum.add(groups[g], weights == null ? 1 : weights[g]);
        }
        return sum;
    }

    /** The (weighted) number of kept tokens. */
    public double tokens() {
        return tokens;
    }

    /** In nats. */
    public double loss() {
        return loss;
    }

    /** Sum of KL(warm || steered) in nats. */
    public double divergence() {
        return divergence;
    }

    public double meanLoss() {
        return tokens == 0 ? 0 : loss / tokens;
    }

    public double meanDivergence() {
        return tokens == 0 ? 0 : divergence / tokens;
    }

    /** d loss / d mu_k. */
    public double gradient(int k) {
        return divergenceGradient[k] - gold[k];
    }

    /** d divergence / d mu_k. */
    double divergenceGradient(int k) {
        return divergenceGradient[k];
    }

    /** d^2 loss / d mu_k d mu_j. */
    public double curvature(int k, int j) {
        return k >= j ? curvature[k * size + j] : curvature[j * size + k];
    }

    @Override
    public String toString() {
        return "loss " + loss + " of " + tokens + " tokens, divergence " + divergence + ", curvature "
                + Arrays.toString(curvature);
    }
}
