package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.AdapterMatrices;
import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.engine.LoraMatrices;
import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.ReferenceLlama;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.training.method.Slot;
import dev.steerstream.model.training.method.Trainable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmStartTrainingTest {
    private static final int THREADS = 1;
    private static final TinyLlama MODEL = new TinyLlama();

    private static TrainingConfiguration configuration(double dropout, double rate, int maxSteps, int seed) {
        return new TrainingConfiguration(
                new LoraConfig(
                        4,
                        8,
                        dropout,
                        Arrays.stream(LoraTarget.values())
                                .map(LoraTarget::label)
                                .toList(),
                        false),
                rate,
                Schedule.LINEAR,
                0.01,
                1,
                1,
                maxSteps,
                3,
                40,
                seed);
    }

    /** Rows whose completion repeats one token: easy to learn. */
    private static List<TokenRow> rows(int count) {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = TinyLlama.prompt(i, 9 + i % 5);
            Arrays.fill(ids, 6, ids.length, 11);
            rows.add(new TokenRow(ids, 6));
        }
        return rows;
    }

    private static WarmStartTraining start(TrainingConfiguration configuration) {
        return WarmStartTraining.start(MODEL, THREADS, configuration, rows(10));
    }

    private static LoraMatrices matrices(PeftAdapter adapter) {
        return new AdapterMatrices((LoraAdapter) adapter, TinyLlama.CONFIG);
    }

    @Test
    void theInitialAdapterChangesNothingAndIsUniformWithinKaimingsBound() {
        try (WarmStartTraining training = start(configuration(0, 1e-2, 5, 1))) {
            LoraMatrices adapter = matrices(training.adapter());
            assertThat(adapter.up(1, LoraTarget.DOWN)).containsOnly(0);
            float[] down = adapter.down(0, LoraTarget.QUERY);
            double bound = 1 / Math.sqrt(32);
            double square = 0;
            for (float value : down) {
                assertThat(Math.abs(value)).isLessThanOrEqualTo((float) bound);
                square += value * value;
            }
            assertThat(square / down.length).isCloseTo(bound * bound / 3, within(0.2 * bound * bound));
            assertThat(adapter.down(1, LoraTarget.QUERY)).isNotEqualTo(down);
        }
    }

    @Test
    void theLossFallsAndTheFirstIsTheReferences() {
        try (WarmStartTraining training = start(configuration(0, 2e-2, 40, 1))) {
            LoraMatrices initial = matrices(training.adapter());
            StepReport first = training.step();
            double expected = 0;
            int tokens = 0;
            for (int r : new RowOrder(10, configuration(0, 2e-2, 40, 1)).batch(1)) {
                TokenRow row = rows(10).get(r);
                expected += loss(row, initial);
                tokens += row.completionLength();
            }
            assertThat(first.loss()).isCloseTo(expected / tokens, within(1e-4));
            assertThat(first.completionTokens()).isEqualTo(tokens);
            assertThat(first.totalSteps()).isEqualTo(40);
            StepReport last = first;
            while (!training.finished()) {
                last = training.step();
            }
            assertThat(last.loss()).isLessThan(first.loss() / 4);
            assertThat(last.learningRate()).isCloseTo(2e-2 / 40, within(1e-9));
            assertThat(last.epoch()).isEqualTo(10);
            assertThatThrownBy(training::step).isInstanceOf(IllegalStateException.class);
        }
    }

    private static double loss(List<TokenRow> rows, LoraMatrices lora) {
        return rows.stream().mapToDouble(row -> loss(row, lora)).sum();
    }

    /** Sum over the row's completion tokens. */
    private static double loss(TokenRow row, LoraMatrices lora) {
        int[] ids = new int[row.length()];
        Arrays.setAll(ids, row::id);
        double[][] logits = new ReferenceLlama(MODEL, lora).logits(ids);
        double loss = 0;
        for (int t = row.completionStart(); t < ids.length; t++) {
            double sum = 0;
            for (double value : logits[t - 1]) {
                sum += Math.exp(value);
            }
            loss += Math.log(sum) - logits[t - 1][ids[t]];
        }
        return loss;
    }

    @Test
    void gradientsEqualCentralDifferencesOfTheReference() {
        TrainingConfiguration configuration = configuration(0, 1e-2, 5, 1);
        Trainable method = Trainable.of(configuration.method(), TinyLlama.CONFIG);
        List<Slot> slots = method.slots();
        TrainingState state = TrainingState.initial(method, configuration.seed());
        for (int i = 0; i < slots.size(); i++) {
            System.arraycopy(
                    HashedNumbers.fill(9000 + i, slots.get(i).size(), 0.4f, 0),
                    0,
                    state.trained().get(i),
                    0,
                    slots.get(i).size());
        }
        List<TokenRow> rows = rows(2);
        List<float[]> gradients = EngineThread.start(THREADS).call(() -> {
            try (TrainingModule module = TrainingModule.load(MODEL, method, configuration)) {
                module.restore(state, slots);
                return module.gradients(TrainingBatch.of(rows));
            }
        });
        int tokens = rows.stream().mapToInt(TokenRow::completionLength).sum();
        LoraMatrices lora = matrices(method.adapter(state.trained()));
        assertThat(gradients.get(0)[0]).isCloseTo((float) (loss(rows, lora) / tokens), within(1e-4f));
        for (int i = 0; i < slots.size(); i++) {
            float[] values = state.trained().get(i);
            float[] gradient = gradients.get(i + 1);
            double norm = 0;
            for (float g : gradient) {
                norm += g * g;
            }
            int index = (i * 37) % values.length;
            float kept = values[index];
            float step = 2e-3f;
            values[index] = kept + step;
            double upper = values[index];
            double above = loss(rows, matrices(method.adapter(state.trained())));
            values[index] = kept - step;
            double lower = values[index];
            double below = loss(rows, matrices(method.adapter(state.trained())));
            values[index] = kept;
            double slope = (above - below) / (upper - lower) / tokens;
            double typical = Math.sqrt(norm / gradient.length);
            assertThat((double) gradient[index])
                    .as(slots.get(i).name())
                    .isCloseTo(slope, within(1e-3 * Math.max(typical, Math.abs(slope))));
        }
    }

    @Test
    void anInterruptedRunEndsWithTheSameBits() {
        TrainingConfiguration configuration = configuration(0.1, 1e-2, 9, 5);
        String whole;
        try (WarmStartTraining training = start(configuration)) {
            while (!training.finished()) {
                training.step();
            }
            whole = training.adapter().digest();
        }
        for (int stop : new int[] {1, 2, 5, 9}) {
            byte[] checkpoint;
            try (WarmStartTraining training = start(configuration)) {
                for (int i = 0; i < stop; i++) {
                    training.step();
                }
                checkpoint = training.checkpoint();
            }
            try (WarmStartTraining training =
                    WarmStartTraining.resume(MODEL, THREADS, configuration, rows(10), checkpoint)) {
                assertThat(training.stepsDone()).isEqualTo(stop);
                while (!training.finished()) {
                    training.step();
                }
                assertThat(training.adapter().digest()).isEqualTo(whole);
            }
        }
    }

    @Test
    void anotherSeedGivesAnotherAdapterAndTheSameSeedTheSameCheckpoint() {
        byte[] first = checkpointAfterTwo(configuration(0.1, 1e-2, 9, 5));
        assertThat(checkpointAfterTwo(configuration(0.1, 1e-2, 9, 5))).isEqualTo(first);
        assertThat(checkpointAfterTwo(configuration(0.1, 1e-2, 9, 6))).isNotEqualTo(first);
    }

    private static byte[] checkpointAfterTwo(TrainingConfiguration configuration) {
        try (WarmStartTraining training = start(configuration)) {
            training.step();
            training.step();
            return training.checkpoint();
        }
    }

    @Test
    void aCheckpointOfAnotherRunIsRefusedByTheNameOfWhatDiffers() {
        TrainingConfiguration configuration = configuration(0.1, 1e-2, 9, 5);
        byte[] checkpoint = checkpointAfterTwo(configuration);
        assertThatThrownBy(() ->
                        WarmStartTraining.resume(MODEL, THREADS, configuration(0.1, 2e-2, 9, 5), rows(10), checkpoint))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("learning_rate 0.01");
        assertThatThrownBy(() -> WarmStartTraining.resume(MODEL, THREADS, configuration, rows(9), checkpoint))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("rows");
    }

    @Test
    void aDamagedCheckpointIsRefused() {
        TrainingConfiguration configuration = configuration(0.1, 1e-2, 9, 5);
        byte[] checkpoint = checkpointAfterTwo(configuration);
        byte[] longFacts = checkpoint.clone();
        longFacts[8] = 0x7f;
        for (byte[] damaged : List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                Arrays.copyOf(checkpoint, 11),
                Arrays.copyOf(checkpoint, 600),
                Arrays.copyOf(checkpoint, checkpoint.length - 1),
                longFacts)) {
            assertThatThrownBy(() -> WarmStartTraining.resume(MODEL, THREADS, configuration, rows(10), damaged))
                    .isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void lossThatIsNotANumberStopsTheRunAndLeavesTheAdapter() {
        TinyLlama broken = new TinyLlama() {
            @Override
            public FloatBuffer read(String name) {
                float[] values = super.read(name).array().clone();
                if (name.contains("layers.1.mlp.down_proj")) {
                    values[3] = Float.NaN;
                }
                return FloatBuffer.wrap(values);
            }
        };
        try (WarmStartTraining training =
                WarmStartTraining.start(broken, THREADS, configuration(0, 1e-2, 5, 1), rows(10))) {
            String before = training.adapter().digest();
            assertThatThrownBy(training::step)
                    .isInstanceOf(TrainingDivergedException.class)
                    .hasMessageContaining("step 1");
            assertThat(training.adapter().digest()).isEqualTo(before);
            assertThat(training.stepsDone()).isZero();
        }
    }

    @Test
    void rowsBeyondTheSequenceLengthAreCountedAndRefusedWhenNothingIsLeft() {
        List<TokenRow> rows = List.of(
                new TokenRow(TinyLlama.prompt(1, 60), 10),
                new TokenRow(TinyLlama.prompt(2, 60), 45),
                new TokenRow(TinyLlama.prompt(3, 20), 10));
        TrainingConfiguration configuration = configuration(0, 1e-2, 0, 1);
        try (WarmStartTraining training = WarmStartTraining.start(MODEL, THREADS, configuration, rows)) {
            assertThat(training.truncation()).isEqualTo(new Truncation(3, 1, 1));
            assertThat(training.totalSteps()).isEqualTo(1);
            assertThat(training.step().tokens()).isEqualTo(60);
        }
        assertThatThrownBy(() -> WarmStartTraining.start(MODEL, THREADS, configuration, rows.subList(1, 2)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("40");
    }

    @Test
    void everyEpochTakesEveryRowOnceInAnotherOrder() {
        RowOrder order = new RowOrder(10, configuration(0, 1e-2, 0, 3));
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            Arrays.stream(order.batch(step)).forEach(first::add);
        }
        for (int step = 5; step <= 8; step++) {
            Arrays.stream(order.batch(step)).forEach(second::add);
        }
        assertThat(first)
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
                .isNotEqualTo(second);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first);
        assertThat(order.batch(4)).hasSize(1);
    }
}
