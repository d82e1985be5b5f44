package dev.steerstream.core.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.distribution.Distribution;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(Contexts.class)
@Domain(DomainContext.Global.class)
class SummaryStepPropertyTest {
    /** What an engine would say of the context: with a little more listed than is asked. */
    static RowsSummary summary(Context context, double confidence) {
        Distribution warm = new Distribution("warm", context.size()).set(context.warm(), 0);
        Distribution base = new Distribution("base", context.size()).set(context.base(), 0);
        double threshold = warm.maximum() + Math.log(confidence) - 1e-3;
        int[] tokens = IntStream.range(0, context.size())
                .filter(v -> context.warm()[v] >= threshold)
                .toArray();
        float[] warmLogits = new float[tokens.length];
        float[] baseLogits = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            warmLogits[i] = context.warm()[tokens[i]];
            baseLogits[i] = context.base()[tokens[i]];
        }
        return new RowsSummary(
                confidence,
                warm.maximum(),
                warm.logSum(),
                base.maximum(),
                base.logSum(),
                warm.divergence(base),
                tokens,
                warmLogits,
                baseLogits);
    }

    @Property
    void aStepFromASummaryEqualsTheStepFromTheRows(
            @ForAll Context context,
            @ForAll @DoubleRange(min = -40, max = 40) double strength,
            @ForAll @DoubleRange(min = 0.01, max = 1) double listed,
            @ForAll @DoubleRange(min = 0, max = 1) double more,
            @ForAll boolean ratio,
            @ForAll boolean ban) {
        Assume.that(Reference.scale(context.warm(), context.base()) < 1e6);
        double confidence = listed + more * (1 - listed);
        Steering steering = new Steering(
                Mode.STEERED,
                new Strength(strength),
                confidence,
                Steering.REMOVE,
                ratio ? new LogRatio() : new Delta());
        RowsSummary summary = summary(context, listed);
        TokenBans bans = ban ? TokenBans.none().with(context.size() / 2) : TokenBans.none();
        Assume.that(summary.covers(steering, bans));
        SteeringStep exact =
                new SteeringStep(context.size()).compute(steering, bans, 0, context.warm(), context.base());
        SummaryStep step = new SummaryStep(context.size()).compute(steering, bans, 0, summary);
        double tolerance = 1e-9 * (1 + Math.abs(strength)) * Reference.scale(context.warm(), context.base());
        assertThat(step.candidates().size()).isEqualTo(exact.candidates().size());
        for (int i = 0; i < exact.candidates().size(); i++) {
            int token = exact.candidates().token(i);
            assertThat(step.candidates().token(i)).isEqualTo(token);
            assertThat(step.candidates().logit(i)).isCloseTo(exact.candidates().logit(i), within(tolerance));
            assertThat(step.warmLogProbability(token)).isCloseTo(exact.warmLogProbability(token), within(tolerance));
            assertThat(step.baseLogProbability(token)).isCloseTo(exact.baseLogProbability(token), within(tolerance));
            assertThat(step.steeredLogProbability(token))
                    .isCloseTo(exact.steeredLogProbability(token), within(2 * tolerance));
        }
        assertThat(step.divergence()).isCloseTo(exact.divergence(), within(4 * tolerance));
    }

    @Property
    void aSummaryDoesNotCoverWhatItDoesNotList(@ForAll Context context) {
        RowsSummary summary = summary(context, 0.1);
        assertThat(summary.covers(Steering.steered(1, 0.05), TokenBans.none())).isFalse();
        assertThat(summary.covers(Steering.steered(1, 0), TokenBans.none())).isFalse();
        assertThat(summary.covers(Steering.warm(), TokenBans.none())).isFalse();
        assertThat(summary.covers(Steering.steered(1, 0.1), TokenBans.none().with(summary.token(summary.best()))))
                .isFalse();
        assertThat(summary.covers(Steering.steered(1, 0.1), TokenBans.none())).isTrue();
    }
}
