package dev.steerstream.core.survivor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.observation.CalibrationMemoryException;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import org.junit.jupiter.api.Test;

class SurvivorStoreTest {
    private static final int SIZE = 50;

    private static RowsSummary summary(Context context, double confidence, TokenBans bans) {
        SteeringStep step = new SteeringStep(SIZE).load(0, context.warm(), context.base());
        return RowsSummary.of(step, context.warm(), context.base(), confidence, bans);
    }

    @Test
    void everyConfidenceAboveTheSmallestIsExact() {
        SurvivorStore store = new SurvivorStore(0.02, TokenBans.none(), 1 << 20);
        for (int i = 0; i < 40; i++) {
            if (i % 4 == 0) {
                store.row("g" + i / 8);
            }
            Context context = Contexts.like(i, SIZE, 2, 1);
            store.add(context.gold(), summary(context, 0.02, TokenBans.none()));
        }
        for (double confidence : new double[] {0.02, 0.1, 0.5, 1}) {
            SurvivorCursor cursor = store.cursor(confidence);
            for (int i = 0; i < 40; i++) {
                Context context = Contexts.like(i, SIZE, 2, 1);
                boolean[] survives = Reference.survivors(context.warm(), confidence);
                double[] delta = Reference.delta(context.warm(), context.base());
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.group()).isEqualTo(i / 8);
                assertThat(cursor.place()).isEqualTo(i % 4);
                int next = 0;
                for (int v = 0; v < SIZE; v++) {
                    if (survives[v]) {
                        assertThat(cursor.id(next)).isEqualTo(v);
                        assertThat(new Delta().at(v, cursor)).isCloseTo(delta[v], within(1e-12));
                        assertThat(cursor.gold() == next).isEqualTo(v == context.gold());
                        next++;
                    }
                }
                assertThat(cursor.size()).isEqualTo(next);
            }
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void bannedTokensAreNotKeptAndTheBestAllowedSetsTheMask() {
        Context context = Contexts.like(5, SIZE, 2, 1);
        int best = 0;
        for (int v = 0; v < SIZE; v++) {
            best = context.warm()[v] > context.warm()[best] ? v : best;
        }
        TokenBans bans = TokenBans.none().with(best);
        SurvivorStore store = new SurvivorStore(0.1, bans, 1 << 20);
        store.row("g");
        store.add(best, summary(context, 0.1, bans));
        SurvivorCursor cursor = store.cursor(0.1);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.gold()).isEqualTo(-1);
        assertThat(cursor.size()).isPositive();
        for (int i = 0; i < cursor.size(); i++) {
            assertThat(cursor.id(i)).isNotEqualTo(best);
        }
    }

    @Test
    void theMemoryIsBoundedAndTheErrorSaysWhatToDo() {
        SurvivorStore store = new SurvivorStore(0.1, TokenBans.none(), 500);
        store.row("g");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        Context context = Contexts.like(i, SIZE, 2, 1);
                        store.add(context.gold(), summary(context, 0.1, TokenBans.none()));
                    }
                })
                .isInstanceOf(CalibrationMemoryException.class)
                .hasMessageContaining("500");
    }

    @Test
    void foldsAreBalancedAndMeansLeaveTheirFoldsOut() {
        Folds folds = new Folds(5, 9);
        int[] counts = new int[5];
        for (int group = 0; group < 100; group++) {
            counts[folds.of(group)]++;
        }
        assertThat(counts).containsOnly(20);
        FoldMeans means = new FoldMeans(3, 2);
        means.add(0, new double[] {1, 10});
        means.add(1, new double[] {2, 20});
        means.add(2, new float[] {6, 60}, 2);
        assertThat(means.value(0, -1, -1)).isEqualTo(9.0 / 4);
        assertThat(means.value(1, 2, -1)).isEqualTo(15);
        assertThat(means.value(1, 2, 0)).isEqualTo(20);
        assertThat(means.all()).containsExactly(2.25f, 22.5f);
    }
}
