package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceId;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.PeftAdapter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of all methods in one batch, with base and warm rows: what each says alone, it says in any company. */
class MethodBatchTest {
    private static final int[] IDS = TinyLlama.prompt(2, 40);
    private static final int END = 30;
    private static final double TOLERANCE = 2e-5;
    private static final TransformerConfig LONG =
            new TransformerConfig("llama", 97, 32, 48, 2, 4, 2, 8, 1024, 1e-5f, 10_000, true);

    private static Engine load(TinyModel weights, WeightFormat format) {
        Engine engine = Engine.load(weights, Device.CPU, format, 1, 64L << 20);
        adapters(weights).forEach(engine::attach);
        return engine;
    }

    private static Map<String, PeftAdapter> adapters(TinyModel weights) {
        return HashedAdapters.of(weights.config());
    }

    private static OpenedSequence open(Engine engine, String adapter, int prompt, boolean deterministic) {
        return engine.sequences()
                .open(TinyEngine.specification(
                        Arrays.copyOf(IDS, prompt),
                        adapter,
                        adapter == null ? Rows.BASE : Rows.BOTH,
                        300,
                        deterministic));
    }

    /** What a sequence says after each token from its prompt's last on. */
    private static List<StepLogits> alone(Engine engine, String adapter, int prompt, boolean deterministic) {
        OpenedSequence sequence = open(engine, adapter, prompt, deterministic);
        List<StepLogits> said = new ArrayList<>(List.of(TinyEngine.copy(sequence.logits())));
        for (int t = prompt; t < END; t++) {
            said.add(TinyEngine.copy(TinyEngine.step(engine, sequence, IDS[t])));
        }
        engine.sequences().close(sequence.id());
        return said;
    }

    /** Prompts of 4, 5, 6, ... tokens, one for each adapter; the last is the base model alone. */
    private static Map<String, List<StepLogits>> allAlone(Engine engine, List<String> names, boolean deterministic) {
        Map<String, List<StepLogits>> alone = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            alone.put(names.get(i), alone(engine, names.get(i), 4 + i, deterministic));
        }
        return alone;
    }

    private static List<String> names(TinyModel weights) {
        List<String> names = new ArrayList<>(adapters(weights).keySet());
        names.add(null);
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gemma3"})
    void everyMethodSaysInAMixedBatchWhatItSaysAlone(String architecture) {
        TinyModel weights = TinyModel.of(architecture);
        try (Engine engine = load(weights, WeightFormat.FLOAT32)) {
            List<String> names = names(weights);
            Map<String, List<StepLogits>> alone = allAlone(engine, names, false);
            List<OpenedSequence> together = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                together.add(open(engine, names.get(i), 4 + i, false));
            }
            for (int step = 1; step < END - 4 - names.size(); step++) {
                List<StepLogits> logits = engine.sequences().step(advances(together, step));
                for (int i = 0; i < names.size(); i++) {
                    assertClose(logits.get(i), alone.get(names.get(i)).get(step), TOLERANCE);
                }
            }
        }
    }

    private static List<Advance> advances(List<OpenedSequence> together, int step) {
        List<Advance> advances = new ArrayList<>();
        for (int i = 0; i < together.size(); i++) {
            advances.add(new Advance(together.get(i).id(), IDS[3 + i + step]));
        }
        return advances;
    }

    private static void assertClose(StepLogits actual, StepLogits expected, double tolerance) {
        assertThat(actual.warm() == null).isEqualTo(expected.warm() == null);
        if (expected.warm() != null) {
            assertThat(TinyEngine.distance(actual.warm(), TinyEngine.wide(expected.warm())))
                    .isLessThan(tolerance);
        }
        assertThat(TinyEngine.distance(actual.base(), TinyEngine.wide(expected.base())))
                .isLessThan(tolerance);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void deterministicRequestsOfAnyMethodHaveTheSameBitsAloneAndInAMixedBatch(WeightFormat format) {
        TinyModel weights = new TinyLlama(TinyLlama.GROUPED);
        try (Engine engine = load(weights, format)) {
            List<String> names = names(weights);
            Map<String, List<StepLogits>> alone = allAlone(engine, names, true);
            List<OpenedSequence> together = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                together.add(open(engine, names.get(i), 4 + i, true));
            }
            for (int step = 1; step < END - 4 - names.size(); step++) {
                List<StepLogits> logits = engine.sequences().step(advances(together, step));
                for (int i = 0; i < names.size(); i++) {
                    StepLogits expected = alone.get(names.get(i)).get(step);
                    assertThat(logits.get(i).warm())
                            .as("%s, step %d", names.get(i), step)
                            .isEqualTo(expected.warm());
                    assertThat(logits.get(i).base())
                            .as("%s, step %d", names.get(i), step)
                            .isEqualTo(expected.base());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "ia3", "ia3-inputs", "prompt", "prefix"})
    void draftedBlocksForksAndTakingBackWorkWhereRowsDifferInPosition(String adapter) {
        try (Engine engine = load(TinyModel.of("mistral"), WeightFormat.FLOAT32)) {
            List<StepLogits> expected = alone(engine, adapter, 6, false);
            OpenedSequence drafted = open(engine, adapter, 6, false);
            int at = 6;
            for (int[] shape :
                    new int[][] {{4, 2}, {1, 1}, {5, 5}, {3, 1}}) { // tokens of a block, and how many of them are right
                int[] block = Arrays.copyOfRange(IDS, at, at + shape[0]);
                for (int i = shape[1]; i < block.length; i++) {
                    block[i] = 96 - block[i];
                }
                List<StepLogits> logits = engine.sequences().stepBlock(drafted.id(), block, Double.NaN);
                for (int i = 0; i < shape[1]; i++) {
                    assertClose(logits.get(i), expected.get(at - 5 + i), TOLERANCE);
                }
                engine.sequences().keep(drafted.id(), shape[1]);
                at += shape[1];
            }
            SequenceId fork = engine.sequences().fork(drafted.id());
            List<StepLogits> both =
                    engine.sequences().step(List.of(new Advance(drafted.id(), 5), new Advance(fork, IDS[at])));
            assertClose(both.get(1), expected.get(at - 5), TOLERANCE);
            engine.sequences().close(drafted.id());
            assertClose(
                    engine.sequences()
                            .step(List.of(new Advance(fork, IDS[at + 1])))
                            .get(0),
                    expected.get(at - 4),
                    TOLERANCE);
        }
    }

    /** Of a prompt longer than a block of the prefill, later blocks start where the row stands, not where the prompt does. */
    @ParameterizedTest
    @ValueSource(strings = {"ia3", "prompt", "prefix"})
    void aPromptOfSeveralBlocksSaysWhatScoringSays(String adapter) {
        TinyModel weights = new TinyLlama(LONG);
        int[] ids = TinyLlama.prompt(9, 700);
        try (Engine engine = load(weights, WeightFormat.FLOAT32)) {
            List<float[]> scored = new ArrayList<>();
            engine.score(List.of(new TokenRow(ids, 690)), adapter, (row, token, gold, warm, base) -> {
                scored.add(warm.clone());
                scored.add(base.clone());
            });
            OpenedSequence sequence = engine.sequences()
                    .open(TinyEngine.specification(Arrays.copyOf(ids, 690), adapter, Rows.BOTH, 800, false));
            assertThat(TinyEngine.distance(sequence.logits().warm(), TinyEngine.wide(scored.get(0))))
                    .isLessThan(1e-4);
            assertThat(TinyEngine.distance(sequence.logits().base(), TinyEngine.wide(scored.get(1))))
                    .isLessThan(1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({"lora, 0", "ia3, 0", "prompt, 5", "prefix, 5"})
    void virtualTokensCountInTheContext(String adapter, int virtualTokens) {
        int context = TinyLlama.CONFIG.contextLength();
        int[] ids = TinyLlama.prompt(3, context);
        try (Engine engine = load(new TinyLlama(), WeightFormat.FLOAT32)) {
            int most = context - virtualTokens;
            assertThatThrownBy(() -> engine.sequences()
                            .open(TinyEngine.specification(Arrays.copyOf(ids, 4), adapter, Rows.BOTH, most + 1, false)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(String.valueOf(most + 1));
            OpenedSequence full = engine.sequences()
                    .open(TinyEngine.specification(Arrays.copyOf(ids, most - 1), adapter, Rows.BOTH, most, false));
            TinyEngine.step(engine, full, 3);
            assertThatThrownBy(() -> TinyEngine.step(engine, full, 3))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("full");
            engine.sequences().close(full.id());
            if (virtualTokens > 0) {
                assertThatThrownBy(() -> engine.score(
                                List.of(new TokenRow(Arrays.copyOf(ids, most + 1), 5)), adapter, (r, t, g, w, b) -> {}))
                        .isInstanceOf(EngineException.class)
                        .hasMessageContaining(String.valueOf(most));
            }
            int[] count = {0};
            engine.score(
                    List.of(new TokenRow(Arrays.copyOf(ids, most), most - 3)), adapter, (r, t, g, w, b) -> count[0]++);
            assertThat(count[0]).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ia3", "prompt", "prefix"})
    void anAdapterOfAnotherModelIsRefusedAndLeavesNothing(String adapter) {
        try (Engine engine = TinyEngine.load()) {
            PeftAdapter other = HashedAdapters.of(TinyLlama.GROUPED).get(adapter);
            assertThatThrownBy(() -> engine.attach("other", other))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("Use the model it was made for");
            assertThat(engine.attached()).isEmpty();
        }
    }

    /** Attaching runs the embeddings of prompt tuning through the model while others decode. */
    @ParameterizedTest
    @ValueSource(strings = {"ia3", "prompt", "prefix"})
    void attachingAndDetachingDoesNotTouchWhatIsRunning(String adapter) {
        TinyModel weights = new TinyLlama();
        try (Engine engine = load(weights, WeightFormat.FLOAT32)) {
            List<StepLogits> expected = alone(engine, "prefix", 6, false);
            OpenedSequence sequence = open(engine, "prefix", 6, false);
            assertClose(TinyEngine.step(engine, sequence, IDS[6]), expected.get(1), TOLERANCE);
            engine.attach("again", adapters(weights).get(adapter));
            assertClose(TinyEngine.step(engine, sequence, IDS[7]), expected.get(2), TOLERANCE);
            OpenedSequence user = open(engine, "again", 9, false);
            engine.detach("again");
            assertThat(engine.attached()).contains("again");
            engine.sequences().close(user.id());
            assertThat(engine.attached()).doesNotContain("again");
            assertClose(TinyEngine.step(engine, sequence, IDS[8]), expected.get(3), TOLERANCE);
        }
    }
}
