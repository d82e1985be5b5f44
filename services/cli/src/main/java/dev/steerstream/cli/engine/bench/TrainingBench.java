package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.StepReport;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.TrainingType;
import dev.steerstream.model.training.WarmStartTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The paper's LoRA warm start on the first training rows of a dataset, each seen once: tokens in a second, and the loss per completion
 * token that the adapter reaches on held-out rows, without which a rate says nothing. {@code ops/bench/training_peer.py} does the same.
 */
public final class TrainingBench {
    private static final int STEPS = 40;
    /** Steps before the clock starts. */
    private static final int UNCOUNTED = 4;

    private static final int HELD_OUT = 48;

    private final Path file;
    private final int threads;
    private final BenchDataset dataset;

    /** @param rows JSON Lines of {messages, split}, as in ops/demo */
    public TrainingBench(Path file, int threads, Path rows) throws IOException {
        this.file = file;
        this.threads = threads;
        this.dataset = BenchDataset.read(rows);
    }

    /** Trains in a type from a seed, scores, and tells. */
    public void run(TrainingType type, long seed, ObjectNode report) {
        try (LanguageModel model = LanguageModel.load(file, LoadOptions.named("cpu", "float32", threads))) {
            TrainingConfiguration standard = TrainingConfiguration.standard(0);
            List<TokenRow> rows =
                    dataset.encoded(model, "train", STEPS * standard.batchSize(), standard.sequenceLength());
            TrainingConfiguration configuration = new TrainingConfiguration(
                            LoraConfig.defaults(),
                            standard.learningRate(),
                            Schedule.CONSTANT,
                            standard.weightDecay(),
                            standard.gradientClip(),
                            1,
                            0,
                            standard.batchSize(),
                            standard.sequenceLength(),
                            seed)
                    .in(type);
            report.put("steps", STEPS)
                    .put("tokens", rows.stream().mapToInt(TokenRow::length).sum())
                    .put(
                            "completion_tokens",
                            rows.stream().mapToInt(TokenRow::completionLength).sum());
            PeftAdapter adapter = train(configuration, rows, report);
            model.attach(adapter.digest(), adapter);
            List<TokenRow> heldOut = dataset.encoded(model, "held_out", HELD_OUT, standard.sequenceLength());
            report.put("held_out_loss", loss(model, heldOut, adapter.digest()));
        }
    }

    private PeftAdapter train(TrainingConfiguration configuration, List<TokenRow> rows, ObjectNode report) {
        try (Weights weights = Models.open(file);
                WarmStartTraining training = WarmStartTraining.start(weights, threads, configuration, rows)) {
            report.put("type", training.type().type().label())
                    .put("type_reason", training.type().reason());
            long tokens = 0;
            double seconds = 0;
            while (!training.finished()) {
                StepReport step = training.step();
                if (step.step() > UNCOUNTED) {
                    tokens += step.tokens();
                    seconds += step.seconds();
                }
            }
            report.put("tokens_per_second", tokens / seconds);
            return training.adapter();
        }
    }

    private static double loss(LanguageModel model, List<TokenRow> rows, String adapter) {
        double[] sum = {0, 0};
        SteeringStep step = new SteeringStep(model.config().vocabularySize());
        model.score(rows, adapter, (row, token, gold, warm, base) -> {
            step.compute(Steering.warm(), TokenBans.none(), token, warm, base);
            sum[0] -= step.warmLogProbability(gold);
            sum[1]++;
        });
        return sum[0] / sum[1];
    }
}
