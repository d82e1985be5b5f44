package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.TestModel;
import dev.steerstream.model.engine.RealModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training on the default model: the same bits when interrupted, and a loss that falls. */
class SmolLm2TrainingIT {
    private static final int THREADS = 2;
    private static final int STEPS = 6;

    private static List<TokenRow> rows(Path model) {
        List<TokenRow> rows = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            for (String line : RealModel.text().split("\n")) {
                int[] ids = tokenizer.encode(line, false);
                rows.add(new TokenRow(ids, ids.length / 2));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(
            value = TrainingType.class,
            names = {"FLOAT32", "BFLOAT16"})
    void theSameSeedGivesTheSameAdapterInterruptedOrNotAndTheLossFalls(TrainingType type) {
        Path path = TestModel.smollm2();
        List<TokenRow> rows = rows(path);
        TrainingConfiguration configuration = new TrainingConfiguration(
                        LoraConfig.defaults(), 1e-3, Schedule.CONSTANT, 0, 1, 1, STEPS, 4, 512, 11)
                .in(type);
        try (Weights weights = Models.open(path)) {
            List<byte[]> checkpoints = new ArrayList<>();
            List<Double> losses = new ArrayList<>();
            String whole;
            try (WarmStartTraining training = WarmStartTraining.start(weights, THREADS, configuration, rows)) {
                while (!training.finished()) {
                    StepReport report = training.step();
                    System.out.println(report);
                    losses.add(report.loss());
                    checkpoints.add(training.checkpoint());
                }
                whole = training.adapter().digest();
            }
            assertThat(losses.get(STEPS - 1)).isLessThan(losses.get(0));
            for (int stop : new int[] {1, 2, STEPS}) {
                try (WarmStartTraining training =
                        WarmStartTraining.resume(weights, THREADS, configuration, rows, checkpoints.get(stop - 1))) {
                    while (!training.finished()) {
                        training.step();
                    }
                    assertThat(training.adapter().digest())
                            .as("resumed at step " + stop)
                            .isEqualTo(whole);
                }
            }
        }
    }
}
