package dev.steerstream.cli.engine.bench;

import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.nio.file.Path;
import java.util.List;

/** A short warm start on a dataset and the strength that goes with it: what a measurement needs where random numbers would not do. */
final class ShortWarmStart {
    private static final int STEPS = 25;
    private static final int CALIBRATION = 32;

    private final BenchDataset dataset;

    ShortWarmStart(BenchDataset dataset) {
        this.dataset = dataset;
    }

    /** The first prompts of the held-out split. */
    List<int[]> heldOutPrompts(LanguageModel model, int count) {
        return dataset.prompts(model, "held_out", count);
    }

    /** The first rows of a split, encoded. */
    List<TokenRow> rows(LanguageModel model, String split, int count) {
        return dataset.encoded(model, split, count, 512);
    }

    /** A few steps on the training split. */
    PeftAdapter train(Path file, LanguageModel model, int threads) {
        TrainingConfiguration standard = TrainingConfiguration.standard(0);
        TrainingConfiguration configuration = new TrainingConfiguration(
                standard.method(),
                standard.learningRate() * 4,
                Schedule.CONSTANT,
                standard.weightDecay(),
                standard.gradientClip(),
                standard.epochs(),
                STEPS,
                standard.batchSize(),
                standard.sequenceLength(),
                standard.seed());
        try (Weights weights = Models.open(file);
                WarmStartTraining training = WarmStartTraining.start(
                        weights, threads, configuration, rows(model, "train", STEPS * standard.batchSize()))) {
            while (!training.finished()) {
                training.step();
            }
            return training.adapter();
        }
    }

    /** The best of a coarse scan on the calibration split. */
    double strength(LanguageModel model, String adapter) {
        double[] strengths = {-32, -24, -16, -12, -8, -6, -4, -3, -2, -1, 0, 1, 2};
        double[] sums = new double[strengths.length];
        SteeringStep step = new SteeringStep(model.config().vocabularySize());
        model.score(rows(model, "calibration", CALIBRATION), adapter, (row, token, gold, warm, base) -> {
            step.load(token, warm, base);
            for (int i = 0; i < strengths.length; i++) {
                sums[i] -= step.apply(Steering.steered(strengths[i], 0), TokenBans.none())
                        .steeredLogProbability(gold);
            }
        });
        int best = 0;
        for (int i = 1; i < sums.length; i++) {
            best = sums[i] < sums[best] ? i : best;
        }
        return strengths[best];
    }
}
