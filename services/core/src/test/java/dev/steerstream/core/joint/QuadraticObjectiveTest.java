package dev.steerstream.core.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuadraticObjectiveTest {
    private static final double[] POINT = {0.3, -0.2};

    /** Tokens of three groups over four candidates each, two directions. */
    private static final class Tokens implements JointObjective {
        private final SplittableRandom random = new SplittableRandom(4);
        private final double[][] weights = new double[9][];
        private final double[][][] values = new double[9][][];

        Tokens() {
            for (int t = 0; t < weights.length; t++) {
                weights[t] = random.doubles(4, 0.1, 1).toArray();
                double sum = Arrays.stream(weights[t]).sum();
                for (int v = 0; v < 4; v++) weights[t][v] /= sum;
                values[t] = new double[4][];
                double[] mean = new double[2];
                for (int v = 0; v < 4; v++) {
                    values[t][v] = random.doubles(2, -1, 1).toArray();
                    for (int k = 0; k < 2; k++) mean[k] += weights[t][v] * values[t][v][k];
                }
                for (int v = 0; v < 4; v++) for (int k = 0; k < 2; k++) values[t][v][k] -= mean[k];
            }
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public int groups() {
            return 3;
        }

        @Override
        public int rowsOf(int group) {
            return 2;
        }

        @Override
        public JointSums[] byGroup(double[] strengths) {
            JointSums[] sums = {new JointSums(2), new JointSums(2), new JointSums(2)};
            for (int t = 0; t < weights.length; t++) {
                double sum = 0;
                double[] mean = new double[2];
                double[] moments = new double[4];
                double[] e = new double[4];
                for (int v = 0; v < 4; v++) {
                    double[] x = values[t][v];
                    e[v] = weights[t][v] * Math.exp(strengths[0] * x[0] + strengths[1] * x[1]);
                    sum += e[v];
                    for (int k = 0; k < 2; k++) {
                        mean[k] += e[v] * x[k];
                        for (int j = 0; j < 2; j++) moments[2 * k + j] += e[v] * x[k] * x[j];
                    }
                }
                for (int k = 0; k < 2; k++) mean[k] /= sum;
                for (int i = 0; i < 4; i++) moments[i] /= sum;
                int gold = t % 4;
                sums[t % 3].add(1, Math.log(sum), Math.log(e[gold]), values[t][gold], mean, moments);
            }
            return sums;
        }

        @Override
        public JointSums at(double[] strengths, int[] groupWeights) {
            return JointSums.of(byGroup(strengths), 2, groupWeights);
        }
    }

    @Test
    void isTheLossToItsSecondOrderForEveryWeightingOfTheGroups() {
        Tokens exact = new Tokens();
        QuadraticObjective quadratic = new QuadraticObjective(exact, POINT);
        for (int[] weights : List.of(new int[] {1, 1, 1}, new int[] {0, 2, 1}, new int[] {3, 0, 0})) {
            for (double step : new double[] {0, 1e-3, -2e-3}) {
                double[] there = {POINT[0] + step, POINT[1] - 2 * step};
                JointSums expected = exact.at(there, weights);
                JointSums found = quadratic.at(there, weights);
                assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-7));
                assertThat(found.divergence()).isCloseTo(expected.divergence(), within(1e-7));
                assertThat(found.gradient(0)).isCloseTo(expected.gradient(0), within(1e-4));
                assertThat(found.tokens()).isEqualTo(expected.tokens());
            }
        }
    }

    /** With the loss's own ridge, or the draws of a bootstrap would lie around another point than the minimum that they are of. */
    @Test
    void itsMinimumIsTheLosses() {
        StrengthBounds bounds = StrengthBounds.of(List.of("delta", "log_ratio"), 2);
        for (double priors : new double[] {1, 10}) {
            JointMinimizer exact = new JointMinimizer(new Tokens(), bounds);
            double[] minimum = exact.minimize(null, priors).strengths();
            double[] again = exact.toSecondOrder(minimum)
                    .minimize(null, priors, new double[] {1, 1})
                    .strengths();
            assertThat(again[0]).isCloseTo(minimum[0], within(1e-6));
            assertThat(again[1]).isCloseTo(minimum[1], within(1e-6));
        }
    }
}
