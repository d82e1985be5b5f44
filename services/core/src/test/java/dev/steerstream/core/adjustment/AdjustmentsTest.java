package dev.steerstream.core.adjustment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdjustmentsTest {
    private static Candidates two() {
        Candidates candidates = new Candidates(8);
        candidates.add(2, 4);
        candidates.add(5, -4);
        return candidates;
    }

    private static Candidates apply(Adjustments adjustments, int... answer) {
        SeenTokens seen = adjustments.penalties().seen();
        for (int token : answer) {
            seen.add(token);
        }
        return adjustments.apply(two(), seen, new Candidates(8), 1);
    }

    @Test
    void theRepetitionPenaltySeesThePromptTheOthersOnlyTheAnswer() {
        Adjustments adjustments = new Adjustments(LogitBias.none(), new Penalties(2, 0.5, 0.25, new int[] {2, 2, 5}));
        Candidates fresh = apply(adjustments);
        assertThat(fresh.logit(0)).isEqualTo(2);
        assertThat(fresh.logit(1)).isEqualTo(-8);
        Candidates later = apply(adjustments, 2, 2, 7);
        assertThat(later.logit(0)).isEqualTo(2 - 2 * 0.25 - 0.5);
        assertThat(later.logit(1)).isEqualTo(-8);
    }

    @Test
    void theBiasComesBeforeThePenalties() {
        Adjustments adjustments =
                new Adjustments(new LogitBias(Map.of(2, -6.0, 3, 100.0)), new Penalties(2, 0, 0, new int[] {2}));
        Candidates candidates = apply(adjustments);
        assertThat(candidates.logit(0)).isEqualTo(-4); // (4 - 6) * 2, not 4 / 2 - 6
        assertThat(candidates.size()).isEqualTo(2); // 3 was removed, and no bias brings it back
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Penalties(bad, 0, 0, new int[0]))
                    .hasMessageContaining("repetition penalty is " + bad);
        }
        assertThatThrownBy(() -> new Penalties(1, Double.NaN, 0, new int[0]))
                .hasMessageContaining("presence penalty is NaN");
        assertThatThrownBy(() -> new Penalties(1, 0, Double.NEGATIVE_INFINITY, new int[0]))
                .hasMessageContaining("frequency penalty is -Infinity");
        assertThatThrownBy(() -> new LogitBias(Map.of(3, Double.NaN))).hasMessageContaining("token 3");
    }

    @Test
    void anAdjustmentThatOverflowsFailsInsteadOfPicking() {
        assertThatThrownBy(() ->
                        apply(new Adjustments(LogitBias.none(), new Penalties(Double.MIN_VALUE, 0, 0, new int[] {2}))))
                .isInstanceOf(NonFiniteLogitsException.class)
                .hasMessageContaining("adjusted logit of token 2")
                .hasMessageContaining("Lower");
    }
}
