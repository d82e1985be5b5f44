package dev.steerstream.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.Reference.Token;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import org.junit.jupiter.api.Test;

class CompletionScorerTest {
    /** Logits that depend on the place only. */
    private static final CompletionModel MODEL = new CompletionModel() {
        @Override
        public int vocabularySize() {
            return 6;
        }

        @Override
        public void run(int[] prompt, int[] completion, String adapterDigest, PositionVisitor visitor) {
            for (int place = 0; place < completion.length; place++) {
                Context context = context(place);
                visitor.visit(place, completion[place], adapterDigest == null ? null : context.warm(), context.base());
            }
        }
    };

    private static Context context(int place) {
        return Contexts.like(place, 6, 2, 1);
    }

    @Test
    void everyRowIsScoredAndRemovedTokensSaySo() {
        int[] completion = new int[40];
        for (int i = 0; i < completion.length; i++) {
            completion[i] = i % 6;
        }
        CompletionScore score = new CompletionScorer(MODEL, Steering.steered(-3, 0.2), TokenBans.none())
                .score(new int[] {1}, completion, "adapter");
        int removed = 0;
        for (int place = 0; place < completion.length; place++) {
            Context context = context(place);
            assertThat(score.warm()[place])
                    .isCloseTo(
                            Reference.logSoftmax(Reference.doubles(context.warm()))[completion[place]], within(1e-12));
            assertThat(score.base()[place])
                    .isCloseTo(
                            Reference.logSoftmax(Reference.doubles(context.base()))[completion[place]], within(1e-12));
            Token token = Reference.token(new Context(context.warm(), context.base(), completion[place]), 0.2);
            assertThat(score.removed(place)).isEqualTo(token == null);
            if (token == null) {
                removed++;
            } else {
                assertThat(score.steered()[place]).isCloseTo(-token.loss(-3), within(1e-12));
            }
        }
        assertThat(removed).isBetween(1, 39);
    }

    @Test
    void theBaseIsScoredWithoutAnAdapter() {
        CompletionScore score = new CompletionScorer(MODEL, Steering.base(), TokenBans.none())
                .score(new int[] {1}, new int[] {2, 3}, null);
        assertThat(score.warm()).containsOnly(Double.NaN);
        assertThat(score.steered()[0]).isCloseTo(score.base()[0], within(1e-12));
        assertThat(score.size()).isEqualTo(2);
        assertThat(score.tokens()).containsExactly(2, 3);
    }
}
