package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.LoraConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shapes' number against the resident memory of real steps: never less, and at most so many times as much. A run that took
 * more is done again, the least counts: what else the process does meanwhile can only add to what is seen.
 */
class TrainingMemoryTest {
    private static final double FACTOR = 2;

    private static final int RUNS = 3;

    private static final TransformerConfig SHAPE =
            new TransformerConfig("llama", 8192, 256, 768, 4, 8, 4, 32, 512, 1e-5f, 10_000, true);

    @ParameterizedTest
    @CsvSource({"8, 512, 0.1", "4, 512, 0.1", "8, 512, 0", "16, 256, 0.1"})
    void coversWhatStepsTake(int batch, int length, double dropout) {
        TinyLlama weights = new TinyLlama(SHAPE);
        weights.names().forEach(weights::read);
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < 2 * batch; i++) {
            rows.add(new TokenRow(TinyLlama.prompt(i, length), length / 2));
        }
        TrainingConfiguration configuration =
                new TrainingConfiguration(lora(8, dropout), 5e-5, Schedule.CONSTANT, 0, 1, 1, 0, batch, length, 1);
        long stated = TrainingMemory.bytes(SHAPE, configuration, rows);
        // What libtorch keeps for itself is there before.
        try (WarmStartTraining warmUp = WarmStartTraining.start(new TinyLlama(), 1, small(), rows())) {
            warmUp.step();
        }
        long taken = Long.MAX_VALUE;
        for (int i = 0; i < RUNS && taken > stated; i++) {
            long before = ResidentMemory.now();
            ResidentMemory.forgetPeak();
            try (WarmStartTraining training = WarmStartTraining.start(weights, 1, configuration, rows)) {
                training.step();
                training.step();
            }
            taken = Math.min(taken, ResidentMemory.peak() - before);
        }
        System.out.printf(
                "batch %d of %d, dropout %.1f: stated %.0f MB, took %.0f%n",
                batch, length, dropout, stated / 1e6, taken / 1e6);
        assertThat(taken).isBetween((long) (stated / FACTOR), stated + ResidentMemory.JAVA);
    }

    private static LoraConfig lora(int rank, double dropout) {
        return new LoraConfig(rank, 2 * rank, dropout, LoraConfig.defaults().targetModules(), false);
    }

    private static TrainingConfiguration small() {
        return new TrainingConfiguration(lora(2, 0.1), 5e-5, Schedule.CONSTANT, 0, 1, 1, 0, 1, 16, 1);
    }

    private static List<TokenRow> rows() {
        return List.of(new TokenRow(TinyLlama.prompt(1, 16), 8));
    }
}
