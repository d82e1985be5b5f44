package dev.steerstream.core.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(Contexts.class)
@Domain(DomainContext.Global.class)
class SteeringStepTest {
    private static SteeringStep step(Context context, Steering steering) {
        return new SteeringStep(context.size()).compute(steering, TokenBans.none(), 0, context.warm(), context.base());
    }

    @Property
    void deltaEqualsTheJacobianTimesTheGradientAndSumsToZero(@ForAll Context context) {
        double[] delta = new SteeringStep(context.size())
                .load(0, context.warm(), context.base())
                .vector(new Delta())
                .clone();
        double[] expected = Reference.delta(context.warm(), context.base());
        double scale = Reference.scale(context.warm(), context.base());
        for (int v = 0; v < delta.length; v++) {
            assertThat(delta[v]).isCloseTo(expected[v], within(1e-11 * scale));
        }
        assertThat(Arrays.stream(delta).sum()).isCloseTo(0, within(1e-12 * scale));
    }

    @Property
    void steeredLogitsEqualThePlainFormulaOnExactlyTheSurvivors(
            @ForAll Context context,
            @ForAll @DoubleRange(min = -40, max = 40) double strength,
            @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e6);
        SteeringStep step = step(context, Steering.steered(strength, confidence));
        boolean[] survives = Reference.survivors(context.warm(), confidence);
        double[] delta = Reference.delta(context.warm(), context.base());
        double tolerance = 1e-9 * (1 + Math.abs(strength)) * Reference.scale(context.warm(), context.base());
        Candidates candidates = step.candidates();
        int survivors = 0;
        for (int v = 0; v < context.size(); v++) {
            survivors += survives[v] ? 1 : 0;
            assertThat(step.survivors().contains(v)).isEqualTo(survives[v]);
            int index = candidates.indexOf(v);
            assertThat(index >= 0).isEqualTo(survives[v]);
            if (survives[v] && survivors > 0 && step.survivors().size() > 1) {
                assertThat(candidates.logit(index))
                        .isCloseTo(context.warm()[v] + strength * delta[v], within(tolerance));
            }
        }
        assertThat(candidates.size()).isEqualTo(survivors);
    }

    @Property
    void strengthZeroIsWarmUnderTheSameMask(
            @ForAll Context context, @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        Candidates steered = step(context, Steering.steered(0, confidence)).candidates();
        Candidates warm =
                step(context, Steering.warm().withConfidence(confidence)).candidates();
        assertThat(steered.size()).isEqualTo(warm.size());
        for (int i = 0; i < warm.size(); i++) {
            assertThat(steered.token(i)).isEqualTo(warm.token(i));
            assertThat(steered.logit(i)).isEqualTo(warm.logit(i)).isEqualTo(context.warm()[warm.token(i)]);
        }
        assertThat(step(context, Steering.steered(0, confidence)).divergence()).isZero();
    }

    @Property
    void aNegativeStrengthStillRemovesWhatIsMasked(
            @ForAll Context context, @ForAll @DoubleRange(min = -50, max = -0.1) double strength) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e30);
        SteeringStep step = step(context, Steering.steered(strength, 0.5));
        for (int v = 0; v < context.size(); v++) {
            double logProbability = step.steeredLogProbability(v);
            if (Reference.survivors(context.warm(), 0.5)[v]) {
                assertThat(logProbability).isLessThanOrEqualTo(1e-12).isGreaterThan(Double.NEGATIVE_INFINITY);
            } else {
                assertThat(logProbability).isEqualTo(Double.NEGATIVE_INFINITY);
            }
        }
    }

    @Property
    void divergenceIsThatOfWarmFromSteeredUnderTheSameMask(
            @ForAll Context context,
            @ForAll @DoubleRange(min = -8, max = 8) double strength,
            @ForAll @DoubleRange(min = -20, max = 0) double penalty) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 100);
        Steering steering = new Steering(Mode.STEERED, new Strength(strength), 0.3, penalty, new Delta());
        SteeringStep step = step(context, steering);
        boolean[] survives = Reference.survivors(context.warm(), 0.3);
        double[] delta = Reference.delta(context.warm(), context.base());
        double[] warm = new double[context.size()];
        double[] steered = new double[context.size()];
        for (int v = 0; v < warm.length; v++) {
            warm[v] = context.warm()[v] + (survives[v] ? 0 : penalty);
            steered[v] = survives[v] ? context.warm()[v] + strength * delta[v] : warm[v];
        }
        double[] logQ = Reference.logSoftmax(warm);
        double[] logS = Reference.logSoftmax(steered);
        double expected = 0;
        for (int v = 0; v < warm.length; v++) {
            expected += Math.exp(logQ[v]) * (logQ[v] - logS[v]);
            assertThat(step.steeredLogProbability(v)).isCloseTo(logS[v], within(1e-9 * (1 + Math.abs(logS[v]))));
        }
        double largest = Arrays.stream(warm).map(Math::abs).max().orElse(0);
        assertThat(step.divergence()).isCloseTo(expected, within(1e-9 * (1 + largest)));
    }

    @Example
    void aFinitePenaltyDoesNotDependOnTheStrength() {
        float[] warm = {5, 4.5f, 0, -1};
        float[] base = {4, 5, 1, 0};
        Candidates weak = new SteeringStep(4)
                .compute(
                        new Steering(Mode.STEERED, new Strength(-1), 0.1, -3, new Delta()),
                        TokenBans.none(),
                        0,
                        warm,
                        base)
                .candidates();
        Candidates strong = new SteeringStep(4)
                .compute(
                        new Steering(Mode.STEERED, new Strength(-9), 0.1, -3, new Delta()),
                        TokenBans.none(),
                        0,
                        warm,
                        base)
                .candidates();
        assertThat(weak.size()).isEqualTo(4);
        assertThat(weak.logit(2)).isEqualTo(strong.logit(2)).isEqualTo(-3);
        assertThat(weak.logit(3)).isEqualTo(strong.logit(3)).isEqualTo(-4);
        assertThat(weak.logit(0)).isNotEqualTo(strong.logit(0));
    }

    @Example
    void oneSurvivorNeedsNoBaseRowAndIsAPointMass() {
        float[] warm = {1, 9, 2};
        SteeringStep step = new SteeringStep(3).compute(Steering.steered(-30, 0.5), TokenBans.none(), 0, warm, null);
        assertThat(step.candidates().size()).isEqualTo(1);
        assertThat(step.steeredLogProbability(1)).isZero();
        assertThat(step.divergence()).isZero();
        assertThatThrownBy(() -> new SteeringStep(3).compute(Steering.steered(-30, 0), TokenBans.none(), 0, warm, null))
                .hasMessageContaining("base row");
    }

    @Example
    void bansComeBeforeTheSurvivorsSoTheMaximumIsThatOfTheAllowed() {
        float[] warm = {0, 10, 1, 0.5f, 50};
        TokenBans bans = TokenBans.padded(4).with(1);
        SteeringStep step =
                new SteeringStep(5).compute(Steering.steered(-2, 0.5), bans, 0, warm, new float[] {0, 0, 0, 0, 0});
        assertThat(step.survivors().toArray()).containsExactly(2, 3);
        // The vector is still that of the unconstrained models.
        double[] delta = Reference.delta(warm, new float[5]);
        assertThat(step.candidates().logit(0)).isCloseTo(1 - 2 * delta[2], within(1e-12));
    }

    @Example
    void banningEverythingIsRefused() {
        assertThatThrownBy(() ->
                        new SteeringStep(2).compute(Steering.warm(), TokenBans.padded(0), 3, new float[] {1, 2}, null))
                .isInstanceOf(NoTokenAllowedException.class)
                .hasMessageContaining("position 3");
    }

    @Example
    void baseModeLooksAtTheBaseRowOnly() {
        float[] base = {3, 1};
        SteeringStep step = new SteeringStep(2).compute(Steering.base(), TokenBans.none(), 0, null, base);
        assertThat(step.candidates().logit(0)).isEqualTo(3);
        assertThat(step.warmLogProbability(0)).isNaN();
        assertThat(step.baseLogProbability(0)).isCloseTo(step.steeredLogProbability(0), within(1e-15));
    }

    @Example
    void aStrengthThatOverflowsFailsInsteadOfPicking() {
        assertThatThrownBy(() -> new SteeringStep(3)
                        .compute(
                                Steering.steered(Double.MAX_VALUE, 0),
                                TokenBans.none(),
                                1,
                                new float[] {1, 2, 3},
                                new float[] {90, 0, 0}))
                .isInstanceOf(NonFiniteLogitsException.class)
                .hasMessageContaining("steered logit");
    }

    @Example
    void aStrengthThatIsNotFiniteIsRefused() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> Steering.steered(bad, 0.1))
                    .isInstanceOf(InvalidStrengthException.class)
                    .hasMessageContaining(String.valueOf(bad));
        }
    }

    @Example
    void aConfidenceOutsideItsRangeIsRefused() {
        for (double bad : new double[] {Double.NaN, -0.1, 1.1}) {
            assertThatThrownBy(() -> Steering.steered(1, bad)).hasMessageContaining("confidence is " + bad);
        }
    }

    @Example
    void aPositivePenaltyIsRefused() {
        assertThatThrownBy(() -> new Steering(Mode.STEERED, Strength.ZERO, 0.1, 0.5, new Delta()))
                .hasMessageContaining("penalty");
    }

    @Example
    void directionsAreFoundByTheirNames() {
        assertThat(Directions.named("delta")).isEqualTo(new Delta());
        assertThat(Directions.named("log_ratio")).isEqualTo(new LogRatio());
        assertThatThrownBy(() -> Directions.named("sideways")).hasMessageContaining("sideways");
    }
}
