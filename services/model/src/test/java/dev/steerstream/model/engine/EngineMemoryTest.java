package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryBudgetException;
import dev.steerstream.model.memory.MemoryPart;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineMemoryTest {
    /** Large enough that the resident memory shows it: 19 million weights, 76 MB in float32. */
    private static final TransformerConfig LARGER =
            new TransformerConfig("llama", 16_384, 384, 1024, 8, 6, 3, 64, 2048, 1e-5f, 10_000, true);

    private static MemoryBudget budget(long bytes) {
        return MemoryBudget.of(bytes, "a test");
    }

    private static Engine load(MemoryBudget budget, long sequences) {
        return Engine.load(TinyEngine.WEIGHTS, Device.CPU, WeightFormat.FLOAT32, 1, sequences, budget);
    }

    @Test
    void aModelThatDoesNotFitIsRefusedBeforeAWeightIsRead() {
        TinyLlama unread = new TinyLlama() {
            @Override
            public FloatBuffer read(String name) {
                throw new AssertionError(name + " was read");
            }
        };
        MemoryBudget budget = budget(100_000);
        assertThatThrownBy(() -> Engine.load(unread, Device.CPU, WeightFormat.FLOAT32, 1, 1 << 20, budget))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("Loading the model needs");
        assertThat(budget.free()).isEqualTo(100_000);
    }

    @Test
    void allThatAnEngineReservedIsFreeWhenItIsClosed() {
        MemoryBudget budget = budget(64 << 20);
        try (Engine engine = load(budget, 1 << 20)) {
            engine.attach("all", TinyEngine.ALL_TARGETS);
            engine.attach("all", TinyEngine.ALL_TARGETS);
            assertThat(budget.taken(MemoryPart.LOADING)).isZero();
            assertThat(budget.taken(MemoryPart.CACHE)).isEqualTo(1 << 20);
            assertThat(budget.taken(MemoryPart.WEIGHTS)).isPositive();
            long adapter = budget.taken(MemoryPart.ADAPTERS);
            assertThat(adapter).isPositive();
            engine.attach("query", TinyEngine.QUERY_VALUE);
            engine.detach("all");
            engine.detach("query");
            assertThat(budget.taken(MemoryPart.ADAPTERS)).isEqualTo(adapter);
        }
        assertThat(budget.free()).isEqualTo(64 << 20);
    }

    @Test
    void anAdapterWaitsForTheMemoryOfOthers() {
        try (Engine probe = load(budget(64 << 20), 1 << 20)) {
            assertThat(probe.attached()).isEmpty();
        }
        long one = 9 * AdapterMemory.bytes(TinyEngine.ALL_TARGETS, TinyLlama.CONFIG);
        MemoryBudget budget = budget(64 << 20);
        try (Engine engine = load(budget, 1 << 20)) {
            MemoryBudget.Reservation others = budget.reserve(MemoryPart.SCORING, "Others", budget.free() - one);
            engine.attach("first", TinyEngine.ALL_TARGETS);
            assertThatThrownBy(() -> engine.attach("second", TinyEngine.ALL_TARGETS))
                    .isInstanceOf(MemoryBudgetException.class)
                    .hasMessageContaining("Attaching adapter second needs")
                    .hasMessageContaining("It fits when others are done");
            assertThat(engine.attached()).containsExactly("first");
            engine.detach("first");
            engine.attach("second", TinyEngine.ALL_TARGETS);
            others.close();
        }
    }

    @Test
    void sequencesGetWhatIsLeftAndSayWhatFits() {
        MemoryBudget budget = budget(8 << 20);
        try (Engine engine = load(budget, 1L << 30)) {
            assertThat(budget.free()).isBetween(1L << 14, (long) (8 << 20) / 8);
            int capacity = TinyLlama.CONFIG.contextLength();
            assertThat(engine.sequences().fits(1, capacity)).isTrue();
            int most = 1;
            while (engine.sequences().fits(most + 1, capacity)) {
                most++;
            }
            for (int i = 0; i < most; i++) {
                engine.sequences().open(TinyEngine.specification(TinyLlama.prompt(1, 5), null, Rows.BASE, false));
                engine.sequences().open(TinyEngine.specification(TinyLlama.prompt(1, 5), null, Rows.BASE, false));
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 4; i++) {
                            engine.sequences()
                                    .open(TinyEngine.specification(TinyLlama.prompt(1, 5), null, Rows.BASE, false));
                        }
                    })
                    .isInstanceOf(CacheFullException.class);
        }
    }

    @Test
    void aScoringThatDoesNotFitIsRefusedBeforeItRuns() {
        MemoryBudget budget = budget(64 << 20);
        try (Engine engine = load(budget, 1 << 20)) {
            MemoryBudget.Reservation others = budget.reserve(MemoryPart.ADAPTERS, "Others", budget.free() - 1000);
            List<TokenRow> rows = List.of(new TokenRow(TinyLlama.prompt(1, 20), 10));
            assertThatThrownBy(() -> engine.score(rows, null, (row, token, gold, warm, base) -> {
                        throw new AssertionError("it ran");
                    }))
                    .isInstanceOf(MemoryBudgetException.class)
                    .hasMessageContaining("Scoring rows of up to 20 tokens needs");
            others.close();
            engine.score(rows, null, (row, token, gold, warm, base) -> {});
            assertThat(budget.taken(MemoryPart.SCORING)).isZero();
        }
    }

    /** What is reserved covers what is taken, and is not more than a multiple of it. */
    @Test
    void theShapesSayWhatLoadingAndAPromptReallyTake() {
        TinyEngine.load().close(); // libtorch itself
        TinyLlama weights = new TinyLlama(LARGER);
        weights.names().forEach(weights::read);
        MemoryBudget budget = budget(4L << 30);
        long before = ResidentMemory.now();
        ResidentMemory.forgetPeak();
        try (Engine engine = Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, 1, 256L << 20, budget)) {
            long loaded = ResidentMemory.peak() - before;
            OpenedSequence sequence =
                    engine.sequences().open(TinyEngine.specification(LARGER, TinyLlama.prompt(1, 1500), Rows.BASE));
            TinyEngine.step(engine, sequence, 1);
            long run = ResidentMemory.peak() - before;
            long lasting = budget.taken(MemoryPart.WEIGHTS);
            long all = lasting + budget.taken(MemoryPart.PREFILL) + SequenceMemory.bytes(LARGER, 1, 2048);
            System.out.printf(
                    "loading took %.0f MB of %.0f, loading and a prompt %.0f of %.0f%n",
                    loaded / 1e6, (lasting + EngineMemory.loading(LARGER)) / 1e6, run / 1e6, all / 1e6);
            assertThat(loaded).isLessThan(lasting + EngineMemory.loading(LARGER) + ResidentMemory.JAVA);
            assertThat(run).isBetween(all / 3, all + ResidentMemory.JAVA);
        }
    }
}
