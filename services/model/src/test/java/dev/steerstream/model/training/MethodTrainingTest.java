package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.peft.Ia3Adapter;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.peft.PrefixTuningAdapter;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningAdapter;
import dev.steerstream.model.peft.PromptTuningConfig;
import dev.steerstream.model.training.method.Slot;
import dev.steerstream.model.training.method.Trainable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for a warm start of every method. */
class MethodTrainingTest {
    private static final int THREADS = 1;
    private static final TinyLlama MODEL = new TinyLlama();
    private static final List<PeftConfig> CONFIGS = List.of(
            new LoraConfig(4, 8, 0.1, List.of("q_proj", "gate_proj"), true),
            Ia3Config.defaults(),
            new PromptTuningConfig(7),
            new PrefixTuningConfig(7, true, 12),
            new PrefixTuningConfig(7, false, 0));

    static List<PeftConfig> configs() {
        return CONFIGS;
    }

    private static TrainingConfiguration configuration(PeftConfig method, int steps, int sequenceLength) {
        return new TrainingConfiguration(method, 3e-2, Schedule.LINEAR, 0.01, 1, 1, steps, 3, sequenceLength, 5);
    }

    private static TrainingConfiguration configuration(PeftConfig method, int steps) {
        return configuration(method, steps, 40);
    }

    /** Rows whose completion repeats one token: easy to learn. */
    private static List<TokenRow> rows() {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int[] ids = TinyLlama.prompt(i, 9 + i % 5);
            Arrays.fill(ids, 6, ids.length, 11);
            rows.add(new TokenRow(ids, 6));
        }
        return rows;
    }

    private static WarmStartTraining start(TrainingConfiguration configuration) {
        return WarmStartTraining.start(MODEL, THREADS, configuration, rows());
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theLossFallsAndTheAdapterIsReadBackFromPeftsFiles(PeftConfig config) {
        try (WarmStartTraining training = start(configuration(config, 30))) {
            String initial = training.adapter().digest();
            double first = training.step().loss();
            double last = first;
            while (!training.finished()) {
                last = training.step().loss();
            }
            PeftAdapter adapter = training.adapter();

            assertThat(last).isLessThan(0.8 * first);
            assertThat(adapter.config()).isEqualTo(config);
            assertThat(adapter.digest()).isNotEqualTo(initial);
            assertThat(PeftFiles.fromBytes(PeftFiles.toBytes(adapter), "trained", TinyLlama.CONFIG)
                            .digest())
                    .isEqualTo(adapter.digest());
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void anInterruptedRunEndsWithTheSameBits(PeftConfig config) {
        TrainingConfiguration configuration = configuration(config, 7);
        List<byte[]> checkpoints = new ArrayList<>();
        String whole;
        byte[] end;
        try (WarmStartTraining training = start(configuration)) {
            checkpoints.add(training.checkpoint());
            while (!training.finished()) {
                training.step();
                checkpoints.add(training.checkpoint());
            }
            whole = training.adapter().digest();
            end = training.checkpoint();
        }
        for (byte[] checkpoint : checkpoints) {
            try (WarmStartTraining training =
                    WarmStartTraining.resume(MODEL, THREADS, configuration, rows(), checkpoint)) {
                while (!training.finished()) {
                    training.step();
                }
                assertThat(training.adapter().digest()).isEqualTo(whole);
                assertThat(training.checkpoint()).isEqualTo(end);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aCheckpointOfAnotherMethodIsRefusedByItsName(PeftConfig config) {
        byte[] checkpoint;
        try (WarmStartTraining training = start(configuration(config, 7))) {
            checkpoint = training.checkpoint();
        }
        for (PeftConfig other : CONFIGS) {
            if (other.method().equals(config.method())) {
                continue;
            }
            assertThatThrownBy(
                            () -> WarmStartTraining.resume(MODEL, THREADS, configuration(other, 7), rows(), checkpoint))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("method " + config.method() + ", but this run has " + other.method());
        }
    }

    @Test
    void aCheckpointOfOtherSettingsOfTheMethodIsRefusedByTheNameOfWhatDiffers() {
        assertRefused(new PromptTuningConfig(7), new PromptTuningConfig(8), "virtual_tokens 7");
        assertRefused(
                new PrefixTuningConfig(7, true, 12), new PrefixTuningConfig(7, true, 13), "encoder_hidden_size 12");
        assertRefused(
                Ia3Config.defaults(),
                new Ia3Config(Ia3Config.defaults().targetModules(), List.of()),
                "feedforward_modules [down_proj]");
        assertRefused(
                new LoraConfig(4, 8, 0, List.of("q_proj"), true),
                new LoraConfig(4, 8, 0, List.of("q_proj"), false),
                "rank_stabilised true");
    }

    private static void assertRefused(PeftConfig config, PeftConfig other, String part) {
        try (WarmStartTraining training = start(configuration(config, 7))) {
            byte[] checkpoint = training.checkpoint();
            assertThatThrownBy(
                            () -> WarmStartTraining.resume(MODEL, THREADS, configuration(other, 7), rows(), checkpoint))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(part);
        }
    }

    @Test
    void virtualTokensTakePlacesOfTheContext() {
        for (PeftConfig config : List.of(new PromptTuningConfig(7), new PrefixTuningConfig(7, true, 12))) {
            assertThatThrownBy(() -> start(configuration(config, 7, 314)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("sequenceLength is 314", "context holds 320", "virtual tokens take 7");
            start(configuration(config, 7, 313)).close();
        }
    }

    /** PEFT's: ones for IA3; torch's standard normal for embeddings; torch's uniform within 1 / sqrt(inputs) for the encoder's layers. */
    @Test
    void methodsBeginAsPeftLetsThemBegin() {
        try (WarmStartTraining training = start(configuration(Ia3Config.defaults(), 7))) {
            Ia3Adapter adapter = (Ia3Adapter) training.adapter();
            assertThat(numbers(adapter.vector("model.layers.1.mlp.down_proj")))
                    .hasSize(48)
                    .containsOnly(1);
            assertThat(numbers(adapter.vector("model.layers.0.self_attn.k_proj")))
                    .hasSize(16)
                    .containsOnly(1);
        }
        try (WarmStartTraining training = start(configuration(new PromptTuningConfig(100), 7))) {
            assertNormal(numbers(((PromptTuningAdapter) training.adapter()).embeddings()));
        }
        Trainable prefix = Trainable.of(new PrefixTuningConfig(200, true, 100), TinyLlama.CONFIG);
        List<float[]> values = prefix.initial(3);
        assertThat(prefix.slots())
                .extracting(Slot::name)
                .containsExactly(
                        "embedding.weight",
                        "transform.0.weight",
                        "transform.0.bias",
                        "transform.2.weight",
                        "transform.2.bias");
        assertNormal(values.get(0));
        assertUniform(values.get(1), 1 / Math.sqrt(16));
        assertUniform(values.get(2), 1 / Math.sqrt(16));
        assertUniform(values.get(3), 1 / Math.sqrt(100));
        assertUniform(values.get(4), 1 / Math.sqrt(100));
        assertThat(prefix.initial(4).get(3)).isNotEqualTo(values.get(3));
    }

    /** Bounds of four standard errors and more for some thousand numbers. */
    private static void assertNormal(float... values) {
        double sum = 0;
        double square = 0;
        for (float value : values) {
            sum += value;
            square += value * value;
        }
        assertThat(sum / values.length).isCloseTo(0, within(4 / Math.sqrt(values.length)));
        assertThat(square / values.length).isCloseTo(1, within(6 / Math.sqrt(values.length)));
    }

    private static void assertUniform(float[] values, double bound) {
        double square = 0;
        for (float value : values) {
            assertThat((double) Math.abs(value)).isLessThanOrEqualTo(bound + 1e-7);
            square += value * value;
        }
        assertThat(square / values.length / (bound * bound)).isCloseTo(1 / 3., within(1.5 / Math.sqrt(values.length)));
    }

    private static float[] numbers(FloatBuffer buffer) {
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        return numbers;
    }

    /** The encoder is in the checkpoint only; an adapter has what it makes, in keys and values of every layer. */
    @Test
    void aFinishedPrefixHasNoEncoder() {
        PrefixTuningConfig config = new PrefixTuningConfig(7, true, 12);
        try (WarmStartTraining training = start(configuration(config, 7))) {
            PrefixTuningAdapter adapter = (PrefixTuningAdapter) training.adapter();
            assertThat(adapter.prefix().remaining()).isEqualTo(7 * 2 * 2 * 16);
            assertThat(adapter.tensors()).containsOnlyKeys("prompt_embeddings");
            double[] expected = encoded(Trainable.of(config, TinyLlama.CONFIG).initial(5), 7, 16, 12, 64);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) adapter.prefix().get(i)).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    /** embedding -> linear -> tanh -> linear, in float64. */
    private static double[] encoded(List<float[]> tensors, int tokens, int width, int hidden, int outputs) {
        double[] result = new double[tokens * outputs];
        for (int token = 0; token < tokens; token++) {
            double[] inner = new double[hidden];
            for (int h = 0; h < hidden; h++) {
                double sum = tensors.get(2)[h];
                for (int w = 0; w < width; w++) {
                    sum += (double) tensors.get(1)[h * width + w] * tensors.get(0)[token * width + w];
                }
                inner[h] = Math.tanh(sum);
            }
            for (int o = 0; o < outputs; o++) {
                double sum = tensors.get(4)[o];
                for (int h = 0; h < hidden; h++) {
                    sum += tensors.get(3)[o * hidden + h] * inner[h];
                }
                result[token * outputs + o] = sum;
            }
        }
        return result;
    }
}
