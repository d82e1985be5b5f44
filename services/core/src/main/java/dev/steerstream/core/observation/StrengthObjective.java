package dev.steerstream.core.observation;

import java.util.Arrays;
import java.util.List;

/**
 * The loss of the kept gold tokens as a function of the strength, with its two derivatives: convex.
 *
 * <p>{@code L(mu) = sum_t [log sum_j exp(l_j + mu delta_j) - l_y - mu delta_y]}, {@code L' = sum_t [E delta - delta_y]},
 * {@code L'' = sum_t Var(delta)}, expectations under the steered distribution. {@code KL(warm || steered) = log sum_j exp(l_j + mu delta_j)
 * - mu E_q delta}. Not thread-safe: one thread (a scratch array).
 */
public final class StrengthObjective {
    /** 36 sqrt 3: see {@link ObservationBuilder}. */
    static final double CUBIC = 36 * Math.sqrt(3);

    private final Observations source;
    private final List<TokenObservation> observations;
    private final double[] scratch;
    private double normaliser;
    private double first;
    private double second;
    private double bound;

    public StrengthObjective(Observations observations) {
        this.source = observations;
        this.observations = observations.kept();
        int longest = 0;
        for (TokenObservation observation : this.observations) {
            longest = Math.max(longest, observation.logWeights.length);
        }
        scratch = new double[longest];
    }

    /** What the objective is summed over. */
    public Observations observations() {
        return source;
    }

    public LossAt at(double strength) {
        return at(strength, null);
    }

    /** @param groupWeights how often each group counts, or null for once each */
    public LossAt at(double strength, int[] groupWeights) {
        long tokens = 0;
        double loss = 0;
        double gradient = 0;
        double curvature = 0;
        double divergence = 0;
        double error = 0;
        for (TokenObservation t : observations) {
            int weight = groupWeights == null ? 1 : groupWeights[t.group];
            tokens += weight;
            if (weight == 0 || !t.informative()) {
                continue;
            }
            accumulate(t, strength);
            loss += weight * (normaliser - t.goldLogWeight - strength * t.goldVector);
            gradient += weight * (first - t.goldVector);
            curvature += weight * second;
            divergence += weight * Math.max(0, normaliser - strength * t.mean);
            error += weight * bound;
        }
        return new LossAt(strength, tokens, loss, gradient, curvature, divergence, error);
    }

    /** Per group the sums that {@link #at} takes over all, at one strength: {@code [groups]}. */
    public LossAt[] byGroup(double strength) {
        LossAt[] sums = new LossAt[source.groups()];
        Arrays.fill(sums, new LossAt(strength, 0, 0, 0, 0, 0, 0));
        for (TokenObservation t : observations) {
            LossAt one = new LossAt(strength, 1, 0, 0, 0, 0, 0);
            if (t.informative()) {
                accumulate(t, strength);
                double loss = normaliser - t.goldLogWeight - strength * t.goldVector;
                double divergence = Math.max(0, normaliser - strength * t.mean);
                one = new LossAt(strength, 1, loss, first - t.goldVector, second, divergence, bound);
            }
            sums[t.group] = sums[t.group].plus(one, 1);
        }
        return sums;
    }

    /** log sum exp, mean and variance of delta of one token's steered distribution, and the lumping's error bound. */
    private void accumulate(TokenObservation t, double strength) {
        int singles = t.singles();
        int size = t.logWeights.length;
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < size; j++) {
            double x = t.logWeights[j] + strength * t.vectors[j];
            if (j >= singles) {
                x += 0.5 * strength * strength * t.lumpVariances[j - singles];
            }
            scratch[j] = x;
            max = Math.max(max, x);
        }
        double sum = 0;
        double sumFirst = 0;
        double sumSecond = 0;
        double sumError = 0;
        double centre = t.mean;
        for (int j = 0; j < size; j++) {
            double e = Math.exp(scratch[j] - max);
            double slope = t.vectors[j] - centre;
            double variance = 0;
            if (j >= singles) {
                variance = t.lumpVariances[j - singles];
                slope += strength * variance;
                double wide = Math.abs(strength) * t.lumpWidths[j - singles];
                sumError += e * Math.expm1(wide * wide * wide / CUBIC);
            }
            sum += e;
            sumFirst += e * slope;
            sumSecond += e * (slope * slope + variance);
        }
        double mean = sumFirst / sum;
        normaliser = max + Math.log(sum);
        first = centre + mean;
        second = Math.max(0, sumSecond / sum - mean * mean);
        bound = Math.log1p(sumError / sum);
    }
}
