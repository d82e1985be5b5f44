package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.engine.UnsupportedOptionException;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.training.method.Slot;
import dev.steerstream.model.training.method.Trainable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTypeTest {
    private static final TinyLlama MODEL = new TinyLlama();

    private static TrainingConfiguration configuration(double dropout, TrainingType type) {
        List<String> targets =
                Arrays.stream(LoraTarget.values()).map(LoraTarget::label).toList();
        LoraConfig lora = new LoraConfig(4, 8, dropout, targets, false);
        return new TrainingConfiguration(lora, 1e-2, Schedule.CONSTANT, 0, 1, 1, 8, 3, 300, 7).in(type);
    }

    /** The last one is longer than what plain products attend to. */
    private static List<TokenRow> rows() {
        List<TokenRow> rows = new ArrayList<>();
        for (int length : new int[] {14, 9, 21, 17, 280}) {
            rows.add(new TokenRow(TinyLlama.prompt(length, length), 6));
        }
        return rows;
    }

    private static List<float[]> gradients(TrainingType type, List<TokenRow> rows) {
        TrainingConfiguration configuration = configuration(0, type);
        Trainable method = Trainable.of(configuration.method(), TinyLlama.CONFIG);
        List<Slot> slots = method.slots();
        TrainingState state = TrainingState.initial(method, configuration.seed());
        for (int i = 0; i < slots.size(); i++) {
            float[] values = HashedNumbers.fill(9000 + i, slots.get(i).size(), 0.4f, 0);
            System.arraycopy(values, 0, state.trained().get(i), 0, values.length);
        }
        return EngineThread.start(1).call(() -> {
            try (TrainingModule module = TrainingModule.load(MODEL, method, configuration)) {
                module.restore(state, slots);
                return module.gradients(TrainingBatch.of(rows));
            }
        });
    }

    /** {@code |other - exact| / |exact|} over all gradients. */
    private static double distance(List<float[]> exact, List<float[]> other) {
        double difference = 0;
        double size = 0;
        for (int i = 1; i < exact.size(); i++) {
            for (int j = 0; j < exact.get(i).length; j++) {
                difference += Math.pow(other.get(i)[j] - exact.get(i)[j], 2);
                size += Math.pow(exact.get(i)[j], 2);
            }
        }
        return Math.sqrt(difference / size);
    }

    @Test
    void gradientsInBfloat16AreFloat32sWithinEightPercentAndTheLossWithinOne() {
        List<float[]> exact = gradients(TrainingType.FLOAT32, rows());
        List<float[]> rounded = gradients(TrainingType.BFLOAT16, rows());

        assertThat((double) rounded.get(0)[0]).isCloseTo(exact.get(0)[0], within(0.01 * exact.get(0)[0]));
        assertThat(distance(exact, rounded)).isPositive().isLessThan(0.08);
    }

    @Test
    void aRowsGradientDoesNotDependOnHowLongItsNeighboursAre() {
        List<TokenRow> rows = rows().subList(0, 4);
        List<float[]> together = gradients(TrainingType.FLOAT32, rows);
        List<float[]> sum = null;
        double tokens = rows.stream().mapToInt(TokenRow::completionLength).sum();
        for (TokenRow row : rows) {
            List<float[]> alone = gradients(TrainingType.FLOAT32, List.of(row));
            sum = sum == null ? alone.stream().map(g -> new float[g.length]).toList() : sum;
            for (int i = 0; i < sum.size(); i++) {
                for (int j = 0; j < sum.get(i).length; j++) {
                    sum.get(i)[j] += (float) (alone.get(i)[j] * row.completionLength() / tokens);
                }
            }
        }
        assertThat(distance(sum, together)).isLessThan(1e-5);
    }

    @Test
    void anInterruptedRunInBfloat16EndsWithTheSameBits() {
        TrainingConfiguration configuration = configuration(0.1, TrainingType.BFLOAT16);
        List<byte[]> checkpoints = new ArrayList<>();
        String whole;
        try (WarmStartTraining training = WarmStartTraining.start(MODEL, 1, configuration, rows())) {
            while (!training.finished()) {
                training.step();
                checkpoints.add(training.checkpoint());
            }
            whole = training.adapter().digest();
        }
        for (int stop : new int[] {1, 5}) {
            try (WarmStartTraining training =
                    WarmStartTraining.resume(MODEL, 1, configuration, rows(), checkpoints.get(stop - 1))) {
                while (!training.finished()) {
                    training.step();
                }
                assertThat(training.adapter().digest()).as("resumed at " + stop).isEqualTo(whole);
            }
        }
        TrainingConfiguration other = configuration(0.1, TrainingType.FLOAT32);
        assertThatThrownBy(() -> WarmStartTraining.resume(MODEL, 1, other, rows(), checkpoints.get(0)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("type");
    }

    @Test
    void autoGoesOnInTheTypeThatItBeganIn() {
        for (TrainingType type : new TrainingType[] {TrainingType.BFLOAT16, TrainingType.FLOAT32}) {
            byte[] checkpoint;
            try (WarmStartTraining training = WarmStartTraining.start(MODEL, 1, configuration(0.1, type), rows())) {
                training.step();
                checkpoint = training.checkpoint();
            }
            try (WarmStartTraining training =
                    WarmStartTraining.resume(MODEL, 1, configuration(0.1, TrainingType.AUTO), rows(), checkpoint)) {
                assertThat(training.type().type()).isEqualTo(type);
                assertThat(training.stepsDone()).isEqualTo(1);
            }
        }
    }

    @Test
    void autoIsOneOfTheTwoAndSaysWhy() {
        try (WarmStartTraining training =
                WarmStartTraining.start(MODEL, 1, configuration(0.1, TrainingType.AUTO), rows())) {
            assertThat(training.type().type()).isIn(TrainingType.FLOAT32, TrainingType.BFLOAT16);
            assertThat(training.type().reason()).startsWith("Chosen at start: ");
            assertThat(training.step().loss()).isPositive();
            try (WarmStartTraining again =
                    WarmStartTraining.start(MODEL, 1, configuration(0.1, TrainingType.AUTO), rows())) {
                assertThat(again.type()).isEqualTo(training.type());
            }
        }
        assertThatThrownBy(() -> TrainingType.named("float16"))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("bfloat16");
    }
}
