package dev.steerstream.core.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.Reference.Token;
import dev.steerstream.core.statistics.RowGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(Contexts.class)
@Domain(DomainContext.Global.class)
class StrengthObjectiveTest {
    @Property
    void lossAndDivergenceEqualTheNaiveOnesAndTheDerivativesThoseOfTheLoss(
            @ForAll Context context,
            @ForAll @DoubleRange(min = -30, max = 30) double strength,
            @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e3);
        Token token = Reference.token(context, confidence);
        Assume.that(token != null);
        StrengthObjective objective = ObservationFixtures.objective(List.of(context), confidence);
        LossAt at = objective.at(strength);
        double size = 1
                + Math.abs(token.loss(strength))
                + Arrays.stream(token.z()).map(Math::abs).max().orElse(0);
        assertThat(at.loss()).isCloseTo(token.loss(strength), within(1e-11 * size));
        assertThat(at.divergence()).isCloseTo(token.divergence(strength), within(1e-9 * size));
        assertThat(at.errorBound()).isZero();
        assertThat(at.curvature()).isNotNegative();
        double h = 1e-4;
        double steepest = Math.sqrt(token.squaredNorm()) + 1;
        double slope =
                (objective.at(strength + h).loss() - objective.at(strength - h).loss()) / (2 * h);
        assertThat(at.gradient()).isCloseTo(slope, within(1e-6 * size + 1e-7 * steepest * steepest * steepest));
        assertThat(at.plus(at, 2).loss()).isCloseTo(3 * at.loss(), within(1e-11 * size));
    }

    /** A tail of thousands of tokens over many orders of magnitude, both signs. */
    @Property(tries = 40)
    void lumpingStaysWithinItsBoundAtEveryStrength(
            @ForAll long seed, @ForAll @DoubleRange(min = -100, max = 100) double strength, @ForAll boolean likeDelta) {
        Random random = new Random(seed);
        int size = 3000;
        double[] z = new double[size];
        double[] delta = new double[size];
        for (int v = 0; v < size; v++) {
            z[v] = -20 * random.nextDouble();
            double scale = likeDelta ? Math.exp(z[v]) / 100 : Math.pow(10, -11 * random.nextDouble());
            delta[v] = (random.nextBoolean() ? 1 : -1) * scale;
        }
        Token token = new Token(z, delta, Reference.exp(Reference.logSoftmax(z)), random.nextInt(size));
        TokenObservation observation = ObservationFixtures.build(new ObservationBuilder(size), token, 0);
        assertThat(observation.logWeights.length).isLessThan(size);
        RowGroups groups = new RowGroups();
        groups.begin("only");
        Observations observations = new Observations(groups, Long.MAX_VALUE);
        observations.add(observation);
        LossAt at = new StrengthObjective(observations).at(strength);
        assertThat(at.loss()).isCloseTo(token.loss(strength), within(at.errorBound() + 1e-10));
        assertThat(at.errorBound())
                .isLessThan(likeDelta ? 1e-6 : 1e-3); // delta is small where q is; this one need not be
        assertThat(observation.variance()).isCloseTo(token.variance(), within(1e-12));
        assertThat(observation.squaredNorm()).isCloseTo(token.squaredNorm(), within(1e-9));
        assertThat(observation.advantage()).isCloseTo(token.advantage(), within(1e-12));
    }

    @Property
    void everyValueLiesInItsBin(@ForAll @DoubleRange(min = -40, max = 40) double value, @ForAll boolean tiny) {
        double delta = tiny ? value * 1e-6 : value;
        int bin = VectorBins.of(delta, 1e-9);
        Assume.that(bin != VectorBins.KEPT);
        double edge = VectorBins.edge(bin);
        double width = VectorBins.width(bin);
        boolean mirrored = bin != 0 && Math.abs(delta) < 0x1p-11 && delta < 0;
        assertThat(mirrored ? -delta : delta)
                .isGreaterThanOrEqualTo(mirrored ? -edge : edge)
                .isLessThanOrEqualTo((mirrored ? -edge : edge) + width);
        assertThat(bin).isBetween(0, VectorBins.COUNT - 1);
    }

    /**
     * Against an independent implementation in torch (float64): logits {@code 4 sin(0.7 t + 1.3 v + 0.11 t v)} for base, plus
     * {@code 1.5 cos(0.9 v - 0.4 t)} for warm, rounded to float32, t 0..119, v 0..16; a global minimiser without ridge.
     */
    @Example
    void theMinimumIsWhereAnIndependentImplementationFindsIt() {
        LossAt masked = ObservationFixtures.objective(OracleContexts.all(), 0.1).at(-10.983646123584577);
        assertThat(masked.tokens()).isEqualTo(97);
        assertThat(masked.gradient()).isCloseTo(0, within(1e-6));
        assertThat(masked.meanLoss()).isCloseTo(0.568186396362855, within(1e-9));
        assertThat(1 / Math.sqrt(masked.curvature())).isCloseTo(1.9290282058687238, within(1e-6));
        assertThat(ObservationFixtures.objective(OracleContexts.all(), 0.1)
                        .at(0)
                        .meanLoss())
                .isCloseTo(0.920155549396752, within(1e-9));
        LossAt open = ObservationFixtures.objective(OracleContexts.all(), 0).at(-4.7544397663549605);
        assertThat(open.gradient()).isCloseTo(0, within(1e-6));
        assertThat(open.meanLoss()).isCloseTo(2.058115315758658, within(1e-9));
        assertThat(1 / Math.sqrt(open.curvature())).isCloseTo(0.9365443271939513, within(1e-6));
        double[] delta = Reference.delta(
                OracleContexts.all().get(5).warm(), OracleContexts.all().get(5).base());
        assertThat(new double[] {delta[0], delta[1], delta[2]})
                .containsExactly(
                        new double[] {0.00045944207864350627, 9.750423053618107e-05, -0.014539010120235653},
                        within(1e-12));
    }

    @Example
    void sumsByGroupAddUpToTheWhole() {
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            contexts.add(Contexts.like(i, 9, 2, 1));
        }
        StrengthObjective objective = ObservationFixtures.objective(contexts, 0.1);
        int[] weights = new int[20];
        Arrays.setAll(weights, g -> g % 3);
        LossAt direct = objective.at(-2, weights);
        LossAt summed = LossAt.sum(objective.byGroup(-2), weights);
        assertThat(summed.tokens()).isEqualTo(direct.tokens());
        assertThat(summed.loss()).isCloseTo(direct.loss(), within(1e-10));
        assertThat(summed.gradient()).isCloseTo(direct.gradient(), within(1e-10));
        assertThat(summed.curvature()).isCloseTo(direct.curvature(), within(1e-10));
        assertThat(summed.divergence()).isCloseTo(direct.divergence(), within(1e-10));
    }
}
