package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.FittedStrength;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.peft.PeftAdapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What each weight format loses: a short warm start on a dataset, then held-out loss per token of base, warm and steered (no
 * mask, the strength that calibration finds without one under float32), how far the steering vectors are from float32's, and how far
 * the strengths that are calibrated in the format, in halves of float32's interval. Rates beside them where they are asked for.
 */
public final class FormatQuality {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int HELD_OUT = 48;
    private static final int CALIBRATION = 64;
    private static final int VECTORS = 200;

    private final Path file;
    private final int threads;
    private final ShortWarmStart warmStart;
    private final boolean rates;
    private final List<float[]> exactVectors = new ArrayList<>();

    /**
     * @param rows JSON Lines of {messages, split}, as in ops/demo
     * @param rates whether each format also answers held-out prompts, timed
     */
    public FormatQuality(Path file, int threads, Path rows, boolean rates) throws IOException {
        this.file = file;
        this.threads = threads;
        this.warmStart = new ShortWarmStart(BenchDataset.read(rows));
        this.rates = rates;
    }

    /** Losses per token of a set of rows. */
    private record Losses(double base, double warm, double steered, int tokens) {}

    /** One object a format, float32 first. */
    public ArrayNode run() {
        ArrayNode report = MAPPER.createArrayNode();
        PeftAdapter adapter = warmStart.train(file, threads);
        Losses exact = null;
        CalibrationResult exactStrengths = null;
        for (WeightFormat format : WeightFormat.values()) {
            if (format == WeightFormat.AUTO) {
                continue;
            }
            try (LanguageModel model = LanguageModel.load(file, LoadOptions.named("cpu", format.label(), threads))) {
                model.attach(adapter.digest(), adapter);
                CalibrationResult calibrated = CalibrationBench.observed(
                                model, adapter.digest(), warmStart.rows(model, "calibration", CALIBRATION))
                        .result();
                exactStrengths = exactStrengths == null ? calibrated : exactStrengths;
                double strength = exactStrengths.unmasked().strength();
                List<Double> off = new ArrayList<>();
                Losses losses =
                        losses(model, warmStart.rows(model, "held_out", HELD_OUT), adapter.digest(), strength, off);
                exact = exact == null ? losses : exact;
                ObjectNode line = line(format, losses, exact, strength, off);
                strength(line.putObject("calibrated"), calibrated.optimal(), exactStrengths.optimal());
                strength(line.putObject("calibrated_unmasked"), calibrated.unmasked(), exactStrengths.unmasked());
                if (rates) {
                    new DraftingBench(warmStart).run(model, adapter.digest(), strength, line.putObject("demo"));
                }
                report.add(line);
            }
        }
        return report;
    }

    private static void strength(ObjectNode into, FittedStrength fitted, FittedStrength exact) {
        double half = (exact.interval().high() - exact.interval().low()) / 2;
        into.put("strength", fitted.strength())
                .put("low", fitted.interval().low())
                .put("high", fitted.interval().high())
                .put("off_in_half_intervals", Math.abs(fitted.strength() - exact.strength()) / half);
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
