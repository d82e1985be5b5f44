package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScoringTest {
    private static final double TOLERANCE = 2e-5;
    private static Engine engine;

    @BeforeAll
    static void load() {
        engine = TinyEngine.load();
        engine.attach("all", TinyEngine.ALL_TARGETS);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static List<TokenRow> rows(int count) {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 2 + i * 7 % 90;
            rows.add(new TokenRow(TinyLlama.prompt(i, length), 1 + i % (length - 1)));
        }
        return rows;
    }

    @Test
    void everyCompletionTokenIsVisitedOnceInOrderWithTheReferencesNumbers() {
        List<TokenRow> rows = rows(40);
        List<String> visited = new ArrayList<>();
        List<Integer> progress = new ArrayList<>();
        engine.score(rows, "all", new CompletionVisitor() {
            private int known = -1;
            private double[][] warmReference;
            private double[][] baseReference;

            @Override
            public void token(int row, int token, int gold, float[] warm, float[] base) {
                if (row != known) {
                    int[] ids = ids(rows.get(row));
                    warmReference = new ReferenceLlama(TinyEngine.WEIGHTS, TinyEngine.ALL_TARGETS).logits(ids);
                    baseReference = new ReferenceLlama(TinyEngine.WEIGHTS, null).logits(ids);
                    known = row;
                }
                assertThat(gold).isEqualTo(rows.get(row).id(token));
                assertThat(TinyEngine.distance(warm, warmReference[token - 1])).isLessThan(TOLERANCE);
                assertThat(TinyEngine.distance(base, baseReference[token - 1])).isLessThan(TOLERANCE);
                visited.add(row + "/" + token);
            }

            @Override
            public void rowScored(int done, int total) {
                assertThat(total).isEqualTo(rows.size());
                progress.add(done);
            }
        });
        List<String> expected = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            for (int t = rows.get(r).completionStart(); t < rows.get(r).length(); t++) {
                expected.add(r + "/" + t);
            }
        }
        assertThat(visited).isEqualTo(expected);
        assertThat(progress).hasSize(40).startsWith(1).endsWith(40);
    }

    private static int[] ids(TokenRow row) {
        int[] ids = new int[row.length()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = row.id(i);
        }
        return ids;
    }

    @Test
    void withoutAnAdapterBothAreTheBase() {
        int[] count = {0};
        engine.score(rows(3), null, (row, token, gold, warm, base) -> {
            assertThat(warm).isSameAs(base);
            count[0]++;
        });
        assertThat(count[0]).isPositive();
    }

    @Test
    void refusesRowsThatTheModelCannotRead() {
        assertThatThrownBy(() ->
                        engine.score(List.of(new TokenRow(TinyLlama.prompt(1, 321), 5)), null, (r, t, g, w, b) -> {}))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("321");
        assertThatThrownBy(() -> engine.score(rows(1), "missing", (r, t, g, w, b) -> {}))
                .isInstanceOf(UnknownAdapterException.class);
        assertThatThrownBy(() -> new TokenRow(new int[] {1, 2}, 2)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> new TokenRow(new int[] {1, 2}, 0)).isInstanceOf(EngineException.class);
    }
}
