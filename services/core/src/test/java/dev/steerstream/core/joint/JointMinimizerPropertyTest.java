package dev.steerstream.core.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.Temperature;
import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.survivor.SurvivorObservations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The joint optimum against naive sums, and against scans that know nothing of derivatives. */
class JointMinimizerPropertyTest {
    private static final double MOST_DIVERGENCE = 2;

    private static List<String> some(long seed, int count) {
        List<String> names = new ArrayList<>(Directions.names());
        names.remove("mean_log_ratio");
        Collections.shuffle(names, new Random(seed));
        return names.subList(0, count);
    }

    private static RandomProblem problem(long seed, int kind, int directions) {
        return new RandomProblem(seed, kind, some(seed, directions), kind == 0 ? 0.1 : 0.01);
    }

    private static JointMinimum fit(RandomProblem problem, double priors) {
        return new JointMinimizer(problem.objective, StrengthBounds.of(problem.names, MOST_DIVERGENCE))
                .minimize(null, priors);
    }

    private static boolean allowed(RandomProblem problem, double[] strengths) {
        for (int k = 0; k < strengths.length; k++) {
            boolean cold = problem.names.get(k).equals(Temperature.NAME) && strengths[k] < Temperature.LOWEST;
            if (cold || Math.abs(strengths[k]) > 1e5) {
                return false;
            }
        }
        return problem.divergence(strengths) <= MOST_DIVERGENCE * problem.tokens.size() * (1 + 1e-9);
    }

    @Property(tries = 150)
    void sumsEqualTheNaiveOnes(
            @ForAll long seed,
            @ForAll @IntRange(max = 4) int kind,
            @ForAll @IntRange(min = 1, max = 4) int directions) {
        RandomProblem problem = problem(seed, kind, directions);
        Random random = new Random(seed);
        double[] at = random.doubles(directions, -3, 3).toArray();
        JointSums sums = problem.objective.at(at, null);
        double scale = 1e-8 * (1 + problem.loss(at) + Math.abs(problem.divergence(at)));
        assertThat(sums.tokens()).isEqualTo(problem.tokens.size());
        assertThat(sums.loss()).isCloseTo(problem.loss(at), within(scale));
        assertThat(sums.divergence()).isCloseTo(problem.divergence(at), within(scale));
        for (int k = 0; k < directions; k++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[k] += 1e-4;
            down[k] -= 1e-4;
            double slope = (problem.loss(up) - problem.loss(down)) / 2e-4;
            double size = 1e-5 * (1 + Math.abs(slope) + sums.loss() + sums.curvature(k, k));
            assertThat(sums.gradient(k)).isCloseTo(slope, within(size));
            JointSums above = problem.objective.at(up, null);
            JointSums below = problem.objective.at(down, null);
            for (int j = 0; j < directions; j++) {
                double bend = (above.gradient(j) - below.gradient(j)) / 2e-4;
                assertThat(sums.curvature(k, j)).isCloseTo(bend, within(1e-4 * (1 + Math.abs(bend) + 10 * size)));
            }
        }
    }

    /** Groups' sums add up to the whole. */
    @Property(tries = 50)
    void groupsAddUp(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int directions) {
        RandomProblem problem = problem(seed, 0, directions);
        double[] at = new Random(seed).doubles(directions, -2, 2).toArray();
        int[] weights = new Random(seed).ints(problem.objective.groups(), 0, 3).toArray();
        JointSums whole = problem.objective.at(at, weights);
        JointSums summed = JointSums.of(problem.objective.byGroup(at), directions, weights);
        assertThat(summed.tokens()).isEqualTo(whole.tokens());
        assertThat(summed.loss()).isCloseTo(whole.loss(), within(1e-9 * (1 + whole.loss())));
        assertThat(summed.gradient(0)).isCloseTo(whole.gradient(0), within(1e-8 * (1 + whole.loss())));
        assertThat(summed.curvature(0, 0)).isCloseTo(whole.curvature(0, 0), within(1e-8 * (1 + whole.curvature(0, 0))));
    }

    /** One direction: no point of a fine grid over all that is allowed is better by more than 1e-6. */
    @Property(tries = 120)
    void oneStrengthIsTheBestOfAFineGrid(
            @ForAll long seed, @ForAll @IntRange(max = 4) int kind, @ForAll @IntRange(max = 2) int priors) {
        RandomProblem problem = problem(seed, kind, 1);
        JointMinimum minimum = fit(problem, priorsOf(priors));
        assertThat(allowed(problem, minimum.strengths())).isTrue();
        assertBestOfAFineGrid(problem, minimum.strengths()[0], priorsOf(priors));
    }

    /** The estimator in force, {@code optimal}, likewise, whatever the direction. */
    @Property(tries = 120)
    void theOptimalEstimatorIsTheBestOfAFineGrid(@ForAll long seed, @ForAll @IntRange(max = 4) int kind) {
        RandomProblem problem = problem(seed, kind, 1);
        StrengthObjective observed = new StrengthObjective(
                SurvivorObservations.of(problem.store, problem.directions.get(0), kind == 0 ? 0.1 : 0.01, 1 << 24));
        double strength = new OptimalEstimator(MOST_DIVERGENCE).estimate(observed, null);
        assertThat(problem.divergence(new double[] {strength}))
                .isLessThanOrEqualTo(MOST_DIVERGENCE * problem.tokens.size() * (1 + 1e-9));
        assertBestOfAFineGrid(problem, strength, 1);
    }

    private static void assertBestOfAFineGrid(RandomProblem problem, double strength, double priors) {
        double found = problem.ridged(new double[] {strength}, priors);
        double reach = 4 * Math.abs(strength) + 1;
        for (double width : new double[] {reach, reach / 30, reach / 1000}) {
            for (int i = -300; i <= 300; i++) {
                double[] at = {strength + width * i / 300};
                if (allowed(problem, at)) {
                    assertThat(problem.ridged(at, priors)).isGreaterThan(found - 1e-6);
                }
            }
        }
    }

    /** Several: neither grids of any two of them around the optimum, nor random points, nor the zoom of a descent by coordinates. */
    @Property(tries = 80)
    void severalStrengthsAreTheBestOfAllScans(
            @ForAll long seed,
            @ForAll @IntRange(max = 4) int kind,
            @ForAll @IntRange(min = 2, max = 4) int directions,
            @ForAll @IntRange(max = 2) int priors) {
        RandomProblem problem = problem(seed, kind, directions);
        JointMinimum minimum = fit(problem, priorsOf(priors));
        double found = problem.ridged(minimum.strengths(), priorsOf(priors));
        assertThat(allowed(problem, minimum.strengths())).isTrue();
        Random random = new Random(seed);
        double[] reach = new double[directions];
        for (int k = 0; k < directions; k++) {
            reach[k] = Math.abs(minimum.strengths()[k]) + 1 / Math.sqrt(1e-12 + problem.variance(k));
        }
        double[] best = minimum.strengths().clone();
        double lowest = found;
        for (int i = 0; i < 3000; i++) {
            double[] at = best.clone();
            double width = Math.pow(10, -6 * random.nextDouble());
            for (int k = 0; k < directions; k++) {
                at[k] += random.nextGaussian() * width * reach[k];
            }
            double value = problem.ridged(at, priorsOf(priors));
            if (value < lowest && allowed(problem, at)) { // a random descent: it goes on from the better point
                lowest = value;
                best = at;
            }
        }
        for (int i = -20; i <= 20; i++) {
            for (int j = -20; j <= 20; j++) {
                double[] at = minimum.strengths().clone();
                at[0] += reach[0] * i / 10;
                at[1] += reach[1] * j / 10;
                if (allowed(problem, at)) {
                    lowest = Math.min(lowest, problem.ridged(at, priorsOf(priors)));
                }
            }
        }
        assertThat(lowest).isGreaterThan(found - 1e-6);
    }

    private static double priorsOf(int index) {
        return new double[] {0.1, 1, 100}[index];
    }
}
