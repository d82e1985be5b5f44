package dev.steerstream.model.training;

import dev.steerstream.model.TestModel;
import dev.steerstream.model.engine.RealModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.model.training.evaluation.Evaluation;
import dev.steerstream.model.training.evaluation.EvaluationSettings;
import dev.steerstream.model.training.evaluation.Measurements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a measurement on calibration rows costs beside training steps, on the default model: rows of 64 tokens, half of them completion. Run its
 * main by hand.
 */
public final class MeasurementCost {
    private static final int THREADS = 2;
    private static final int LENGTH = 64;

    private MeasurementCost() {}

    private static List<TokenRow> rows(Path model, int count) {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            int[] ids = tokenizer.encode(RealModel.text(), false);
            List<TokenRow> rows = new ArrayList<>();
            for (int r = 0; r < count; r++) {
                int[] row = new int[LENGTH];
                for (int t = 0; t < LENGTH; t++) row[t] = ids[(7 * r + t) % ids.length];
                rows.add(new TokenRow(row, LENGTH / 2));
            }
            return rows;
        }
    }

    public static void main(String[] arguments) {
        Path path = TestModel.smollm2();
        List<TokenRow> rows = rows(path, 96);
        TrainingConfiguration configuration =
                new TrainingConfiguration(LoraConfig.defaults(), 1e-4, Schedule.CONSTANT, 0, 1, 1, 6, 4, 512, 1);
        Measurements measurements =
                new Measurements(new EvaluationSettings(2, 32, 0, false, 0), rows.subList(64, rows.size()));
        try (Weights weights = Models.open(path);
                WarmStartTraining training =
                        WarmStartTraining.start(weights, THREADS, configuration, rows.subList(0, 64), measurements)) {
            while (!training.finished()) {
                StepReport step = training.step();
                System.out.printf("step %d: %.2f s, %d tokens%n", step.step(), step.seconds(), step.tokens());
                if (training.evaluationDue()) {
                    long started = System.nanoTime();
                    Evaluation evaluation = training.evaluate();
                    System.out.printf(
                            "measurement of %d rows: %.2f s, %s%n",
                            training.measuredRows(), (System.nanoTime() - started) / 1e9, evaluation);
                }
            }
        }
    }
}
