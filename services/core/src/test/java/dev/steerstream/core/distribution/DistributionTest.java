package dev.steerstream.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

@Domain(Contexts.class)
class DistributionTest {
    @Property
    void logProbabilitiesEqualThePlainFormula(@ForAll Context context) {
        Distribution distribution = new Distribution("warm", context.size()).set(context.warm(), 0);
        double[] expected = Reference.logSoftmax(Reference.doubles(context.warm()));
        double sum = 0;
        for (int v = 0; v < context.size(); v++) {
            assertThat(distribution.logProbability(v))
                    .isCloseTo(expected[v], within(1e-12 * Math.max(1, Math.abs(expected[v]))));
            assertThat(distribution.probability(v)).isCloseTo(Math.exp(expected[v]), within(1e-14));
            sum += distribution.probability(v);
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Property
    void divergenceIsNeverNegativeAndZeroToItself(@ForAll Context context) {
        Distribution warm = new Distribution("warm", context.size()).set(context.warm(), 0);
        Distribution base = new Distribution("base", context.size()).set(context.base(), 0);
        assertThat(warm.divergence(base)).isNotNegative().isFinite();
        assertThat(warm.divergence(warm)).isZero();
    }

    @Example
    void aLogitThatIsNotFiniteIsRefusedByName() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] logits = {0, 1, bad, 2};
            assertThatThrownBy(() -> new Distribution("base", 4).set(logits, 7))
                    .isInstanceOfSatisfying(NonFiniteLogitsException.class, e -> {
                        assertThat(e.token()).isEqualTo(2);
                        assertThat(e.position()).isEqualTo(7);
                        assertThat(e.row()).isEqualTo("base");
                    })
                    .hasMessageContaining("base logit of token 2 at answer position 7 is " + bad);
        }
    }

    @Example
    void argmaxTakesTheLowestIdAmongTies() {
        assertThat(Logits.argmax(new float[] {1, 3, 3, 2})).isEqualTo(1);
        assertThat(Logits.argmax(new float[] {-0.0f, 0.0f})).isZero();
    }

    @Example
    void rowsOfAnotherSizeAreRefused() {
        assertThatThrownBy(() -> new Distribution("warm", 3).set(new float[2], 0))
                .hasMessageContaining("2 logits")
                .hasMessageContaining("3 tokens");
    }
}
