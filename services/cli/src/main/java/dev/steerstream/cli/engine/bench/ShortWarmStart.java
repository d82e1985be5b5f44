package dev.steerstream.cli.engine.bench;

import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A short warm start on a dataset and the strength that goes with it: what a measurement needs where random numbers would not do. */
final class ShortWarmStart {
    private static final int STEPS = 25;
    private static final int CALIBRATION = 32;
    private static final int LENGTH = 512;

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
        return dataset.encoded(model, split, count, LENGTH);
    }

    /** A few steps on the training split, on weights of its own: who has no model loaded meanwhile needs half the memory. */
    PeftAdapter train(Path file, int threads) {
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
                        weights, threads, configuration, rows(file, "train", STEPS * standard.batchSize()))) {
            while (!training.finished()) {
                training.step();
            }
            return training.adapter();
        }
    }

    private List<TokenRow> rows(Path file, String split, int count) {
        try (Tokenizer tokenizer = Tokenizer.open(file)) {
            Optional<ChatTemplate> template = ChatTemplate.open(file);
            return dataset.encoded(new PromptEncoder(tokenizer, template), template.isPresent(), split, count, LENGTH);
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
