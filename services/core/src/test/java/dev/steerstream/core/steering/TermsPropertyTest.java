package dev.steerstream.core.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.distribution.Candidates;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Steering along several directions at once against the formulas written out. */
@Domain(Contexts.class)
@Domain(DomainContext.Global.class)
class TermsPropertyTest {
    private static final List<String> NAMES = Directions.names();

    private static StaticVector mean(String name, int size) {
        float[] values = new float[size];
        for (int v = 0; v < size; v++) {
            values[v] = ((v * 37 + name.length()) % 11 - 5) / 4f; // exact in float16
        }
        return StaticVector.of(name, values);
    }

    private static Direction direction(String name, int size) {
        return Directions.named(name, statics -> mean(statics, size));
    }

    /** Each direction's equation, naively. */
    private static double[] naive(String name, Context context) {
        double[] warm = Reference.logSoftmax(Reference.doubles(context.warm()));
        double[] base = Reference.logSoftmax(Reference.doubles(context.base()));
        double[] delta = Reference.delta(context.warm(), context.base());
        double[] vector = new double[warm.length];
        for (int v = 0; v < vector.length; v++) {
            vector[v] = switch (name) {
                case "delta" -> delta[v];
                case "log_ratio" -> warm[v] - base[v];
                case "temperature" -> warm[v];
                case "contrast" -> -base[v];
                case "probability_difference" -> Math.exp(warm[v]) - Math.exp(base[v]);
                default -> ((v * 37 + name.length()) % 11 - 5) / 4.0;
            };
        }
        return vector;
    }

    private static Steering steering(List<Double> strengths, int size, double confidence) {
        List<Term> terms = new ArrayList<>();
        for (int k = 0; k < strengths.size(); k++) {
            terms.add(new Term(direction(NAMES.get(k), size), strengths.get(k)));
        }
        return new Steering(Mode.STEERED, terms, confidence, Steering.REMOVE);
    }

    private static SteeringStep step(Context context, Steering steering) {
        return new SteeringStep(context.size()).compute(steering, TokenBans.none(), 0, context.warm(), context.base());
    }

    @Property
    void theStepAddsTheSumOfAllTermsOnTheSurvivors(
            @ForAll Context context,
            @ForAll @Size(7) List<@DoubleRange(min = -20, max = 20) Double> strengths,
            @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e4);
        SteeringStep step = step(context, steering(strengths, context.size(), confidence));
        boolean[] survives = Reference.survivors(context.warm(), confidence);
        Assume.that(step.survivors().size() > 1);
        for (int v = 0; v < context.size(); v++) {
            double expected = context.warm()[v];
            double size = Math.abs(expected);
            for (int k = 0; k < NAMES.size(); k++) {
                double move = strengths.get(k) * naive(NAMES.get(k), context)[v];
                expected += move;
                size += Math.abs(move);
            }
            int index = step.candidates().indexOf(v);
            assertThat(index >= 0).isEqualTo(survives[v]);
            if (index >= 0) {
                assertThat(step.candidates().logit(index)).isCloseTo(expected, within(1e-9 * (1 + size)));
            }
        }
    }

    @Property
    void aSummaryGivesWhatTheRowsGive(
            @ForAll Context context,
            @ForAll @Size(7) List<@DoubleRange(min = -20, max = 20) Double> strengths,
            @ForAll @DoubleRange(min = 0.01, max = 1) double confidence) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e4);
        Steering steering = steering(strengths, context.size(), confidence);
        RowsSummary summary = SummaryStepPropertyTest.summary(context, confidence);
        SteeringStep exact = step(context, steering);
        SummaryStep fast = new SummaryStep(context.size()).compute(steering, TokenBans.none(), 0, summary);
        assertThat(fast.candidates().size()).isEqualTo(exact.candidates().size());
        for (int i = 0; i < exact.candidates().size(); i++) {
            double logit = exact.candidates().logit(i);
            assertThat(fast.candidates().token(i)).isEqualTo(exact.candidates().token(i));
            assertThat(fast.candidates().logit(i)).isCloseTo(logit, within(1e-8 * (1e3 + Math.abs(logit))));
        }
        assertThat(fast.divergence())
                .isCloseTo(exact.divergence(), within(1e-6 * (1e3 + Math.abs(exact.divergence()))));
    }

    @Property
    void allStrengthsZeroAreWarmUnderTheSameMask(
            @ForAll Context context, @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        Steering none = steering(List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), context.size(), confidence);
        assertThat(none.needsBase()).isFalse();
        SteeringStep steered = new SteeringStep(context.size())
                .compute(none, TokenBans.none(), 0, context.warm(), null); // the base row is not looked at
        Candidates warm =
                step(context, Steering.warm().withConfidence(confidence)).candidates();
        assertThat(steered.candidates().size()).isEqualTo(warm.size());
        for (int i = 0; i < warm.size(); i++) {
            assertThat(steered.candidates().token(i)).isEqualTo(warm.token(i));
            assertThat(steered.candidates().logit(i)).isEqualTo(warm.logit(i));
        }
        assertThat(steered.divergence()).isZero();
    }

    @Property
    void theMoveIsLinearInTheStrengths(
            @ForAll Context context,
            @ForAll @Size(7) List<@DoubleRange(min = -5, max = 5) Double> one,
            @ForAll @Size(7) List<@DoubleRange(min = -5, max = 5) Double> other) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e4 && context.size() > 1);
        List<Double> both = new ArrayList<>();
        for (int k = 0; k < one.size(); k++) {
            both.add(one.get(k) + other.get(k));
        }
        Candidates first = step(context, steering(one, context.size(), 0)).candidates();
        Candidates second = step(context, steering(other, context.size(), 0)).candidates();
        Candidates sum = step(context, steering(both, context.size(), 0)).candidates();
        for (int v = 0; v < context.size(); v++) {
            double expected = first.logit(v) + second.logit(v) - context.warm()[v];
            double size = Math.abs(first.logit(v)) + Math.abs(second.logit(v)) + Math.abs(context.warm()[v]);
            assertThat(sum.logit(v)).isCloseTo(expected, within(1e-9 * (1e4 + size)));
        }
    }

    @Property
    void contrastOfStrengthOneIsTheScoreOfContrastiveDecoding(@ForAll Context context) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e4 && context.size() > 1);
        Steering contrastive =
                new Steering(Mode.STEERED, new Strength(1), 0, Steering.REMOVE, direction("contrast", context.size()));
        double[] warm = Reference.logSoftmax(Reference.doubles(context.warm()));
        double[] base = Reference.logSoftmax(Reference.doubles(context.base()));
        double[] score = new double[warm.length];
        for (int v = 0; v < score.length; v++) {
            score[v] = warm[v] - base[v];
        }
        double[] expected = Reference.logSoftmax(score);
        double largest = 1;
        for (int v = 0; v < score.length; v++) {
            largest = Math.max(largest, Math.abs(context.warm()[v]) + Math.abs(context.base()[v]));
        }
        SteeringStep step = step(context, contrastive);
        for (int v = 0; v < score.length; v++) {
            assertThat(step.steeredLogProbability(v)).isCloseTo(expected[v], within(1e-13 * largest + 1e-9));
        }
    }

    @Property
    void aPlacedDirectionMovesAtItsPlacesOnly(
            @ForAll @IntRange(max = 9) int place, @ForAll @DoubleRange(min = -5, max = 5) double strength) {
        Context context = Contexts.like(4, 12, 2, 1);
        Steering placed = new Steering(
                Mode.STEERED,
                List.of(
                        new Term(direction("delta[0,4)", 12), strength),
                        new Term(direction("delta[4,)", 12), 2 * strength)),
                0.1,
                Steering.REMOVE);
        Candidates found = new SteeringStep(12)
                .compute(placed, TokenBans.none(), place, context.warm(), context.base())
                .candidates();
        Candidates expected = step(context, Steering.steered(place < 4 ? strength : 2 * strength, 0.1))
                .candidates();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.logit(i)).isEqualTo(expected.logit(i));
        }
    }

    @Example
    void aVectorThatNeedsTheBaseRowSaysSoAndAStaticOneRunsWithoutIt() {
        Context context = Contexts.like(3, 12, 2, 1);
        Steering still = new Steering(
                Mode.STEERED,
                List.of(new Term(direction("mean_delta", 12), 2), new Term(new Delta(), 0)),
                0.01,
                Steering.REMOVE);
        assertThat(still.needsBase()).isFalse();
        new SteeringStep(12).compute(still, TokenBans.none(), 0, context.warm(), null);
        Steering moving = Steering.steered(1, 0.01);
        assertThat(moving.needsBase()).isTrue();
        assertThatThrownBy(() -> new SteeringStep(12).compute(moving, TokenBans.none(), 0, context.warm(), null))
                .hasMessageContaining("base");
        assertThatThrownBy(() -> new Steering(
                        Mode.STEERED,
                        List.of(new Term(new Delta(), 1), new Term(new Delta(), 2)),
                        0.1,
                        Steering.REMOVE))
                .hasMessageContaining("delta");
    }
}
