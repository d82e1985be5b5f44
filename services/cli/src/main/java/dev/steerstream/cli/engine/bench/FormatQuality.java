package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.training.ExampleEncoder;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What each weight format loses: a short warm start on a dataset, then held-out loss per token of base, warm and steered (no
 * mask, the strength that is best under float32), and how far the steering vectors are from float32's.
 */
public final class FormatQuality {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int STEPS = 25;
    private static final int HELD_OUT = 48;
    private static final int CALIBRATION = 32;
    private static final int VECTORS = 200;
    private static final int DEMO = 16;
    private static final int DEMO_LENGTH = 64;

    private final Path file;
    private final int threads;
    private final BenchDataset dataset;
    private final List<float[]> exactVectors = new ArrayList<>();

    /** @param rows JSON Lines of {messages, split}, as in ops/demo */
    public FormatQuality(Path file, int threads, Path rows) throws IOException {
        this.file = file;
        this.threads = threads;
        this.dataset = BenchDataset.read(rows);
    }

    /** Losses per token of a set of rows. */
    private record Losses(double base, double warm, double steered, int tokens) {}

    /** One object a format, float32 first. */
    public ArrayNode run() {
        ArrayNode report = MAPPER.createArrayNode();
        PeftAdapter adapter = null;
        double strength = 0;
        Losses exact = null;
        for (WeightFormat format : WeightFormat.values()) {
            if (format == WeightFormat.AUTO) {
                continue;
            }
            try (LanguageModel model = LanguageModel.load(file, LoadOptions.named("cpu", format.label(), threads))) {
                if (adapter == null) {
                    adapter = train(model);
                }
                model.attach(adapter.digest(), adapter);
                if (exact == null) {
                    strength = strength(model, adapter.digest());
                }
                List<Double> off = new ArrayList<>();
                Losses losses = losses(model, rows(model, "held_out", HELD_OUT), adapter.digest(), strength, off);
                exact = exact == null ? losses : exact;
                ObjectNode line = line(format, losses, exact, strength, off);
                demo(model, adapter.digest(), strength, line.putObject("demo"));
                report.add(line);
            }
        }
        return report;
    }

    private static ObjectNode line(
            WeightFormat format, Losses losses, Losses exact, double strength, List<Double> off) {
        ObjectNode line = MAPPER.createObjectNode()
                .put("weight_format", format.label())
                .put("held_out_tokens", losses.tokens())
                .put("strength", strength)
                .put("loss_base", losses.base())
                .put("loss_warm", losses.warm())
                .put("loss_steered", losses.steered())
                .put("loss_base_change", losses.base() / exact.base() - 1)
                .put("loss_warm_change", losses.warm() / exact.warm() - 1)
                .put("loss_steered_change", losses.steered() / exact.steered() - 1);
        double[] sorted = off.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length > 0) {
            line.put("delta_off_median", sorted[sorted.length / 2]).put("delta_off_90", sorted[sorted.length * 9 / 10]);
        }
        return line;
    }

    /** Held-out prompts answered one after the other, without and with guessing ahead: the tokens must be the same. */
    private void demo(LanguageModel model, String adapter, double strength, ObjectNode into) {
        List<int[]> prompts = dataset.rows("held_out", DEMO).stream()
                .map(row -> model.promptEncoder().chat(row.prompt()).ids())
                .toList();
        List<String> adapters = Collections.nCopies(prompts.size(), adapter);
        DecodingBench bench = new DecodingBench(model);
        Steering steering = Steering.steered(strength, 0.1);
        Set<Integer> ends = model.tokenizer().endOfTextIds();
        bench.run(prompts.subList(0, 2), adapters, steering, DEMO_LENGTH, true, ends, false); // not counted
        DecodingBench.Timed plain = bench.run(prompts, adapters, steering, DEMO_LENGTH, false, ends, false);
        DecodingBench.Timed drafted = bench.run(prompts, adapters, steering, DEMO_LENGTH, true, ends, false);
        long same = IntStream.range(0, prompts.size())
                .filter(i ->
                        Arrays.equals(plain.answers().get(i), drafted.answers().get(i)))
                .count();
        into.put("answers", prompts.size())
                .put("same_answers", same)
                .put("tokens_per_second", plain.rate())
                .put("drafted_tokens_per_second", drafted.rate());
    }

    private List<TokenRow> rows(LanguageModel model, String split, int count) {
        ExampleEncoder encoder =
                new ExampleEncoder(model.promptEncoder(), model.chatTemplate().isPresent(), 512);
        return dataset.rows(split, count).stream()
                .map(row -> encoder.encode(row.prompt(), row.answer(), true, true))
                .toList();
    }

    private PeftAdapter train(LanguageModel model) {
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
    private double strength(LanguageModel model, String adapter) {
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

    private Losses losses(LanguageModel model, List<TokenRow> rows, String adapter, double strength, List<Double> off) {
        double[] sums = new double[3];
        int[] tokens = new int[1];
        boolean exact = exactVectors.isEmpty();
        SteeringStep step = new SteeringStep(model.config().vocabularySize());
        model.score(rows, adapter, (row, token, gold, warm, base) -> {
            step.compute(Steering.steered(strength, 0), TokenBans.none(), token, warm, base);
            sums[0] -= step.baseLogProbability(gold);
            sums[1] -= step.warmLogProbability(gold);
            sums[2] -= step.steeredLogProbability(gold);
            if (tokens[0] < VECTORS) {
                double[] vector = step.vector(new Delta());
                if (exact) {
                    exactVectors.add(narrow(vector));
                } else {
                    off.add(distance(exactVectors.get(tokens[0]), vector));
                }
            }
            tokens[0]++;
        });
        return new Losses(sums[0] / tokens[0], sums[1] / tokens[0], sums[2] / tokens[0], tokens[0]);
    }

    private static float[] narrow(double[] vector) {
        float[] narrow = new float[vector.length];
        for (int v = 0; v < vector.length; v++) {
            narrow[v] = (float) vector[v];
        }
        return narrow;
    }

    /** {@code |actual - exact| / |exact|}. */
    private static double distance(float[] exact, double[] actual) {
        double difference = 0;
        double size = 0;
        for (int v = 0; v < exact.length; v++) {
            difference += (actual[v] - exact[v]) * (actual[v] - exact[v]);
            size += (double) exact[v] * exact[v];
        }
        return Math.sqrt(difference / (size + 1e-12));
    }
}
