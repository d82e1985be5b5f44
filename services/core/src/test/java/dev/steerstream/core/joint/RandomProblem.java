package dev.steerstream.core.joint;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.core.survivor.Feature;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A joint fit's problem from a seed, as the product holds it and as plain lists to be summed naively. */
final class RandomProblem {
    final List<String> names;
    final List<Direction> directions;
    final SurvivorStore store;
    final SurvivorObjective objective;
    final int rows;

    /** Per kept token: {@code [survivors][1 + K]}: warm logit, then each direction; the gold's index is in {@link #golds}. */
    final List<double[][]> tokens = new ArrayList<>();

    final List<Integer> golds = new ArrayList<>();

    /**
     * @param kind 0 model-like, 1 nearly collinear (two survivors), 2 warm equals base, 3 extreme shifts, 4 few tokens of one gold
     */
    RandomProblem(long seed, int kind, List<String> names, double confidence) {
        this.names = names;
        Random random = new Random(seed);
        int size = kind == 1 ? 2 : 3 + random.nextInt(20);
        rows = 4 + random.nextInt(12);
        double shift = kind == 2 ? 0 : kind == 3 ? 8 : 0.2 + random.nextDouble() * 2;
        store = new SurvivorStore(Math.min(confidence, 0.01), TokenBans.none(), 1 << 24);
        SteeringStep step = new SteeringStep(size);
        for (int row = 0; row < rows; row++) {
            store.row("group " + row / 2);
            for (int t = 0; t < 1 + random.nextInt(6); t++) {
                Context context = Contexts.like(random.nextLong(), size, 1 + random.nextDouble() * 3, shift);
                int gold = kind == 4 ? 0 : context.gold();
                step.load(t, context.warm(), context.base());
                store.add(
                        gold,
                        RowsSummary.of(step, context.warm(), context.base(), store.confidence(), TokenBans.none()));
                keep(new Context(context.warm(), context.base(), gold), confidence);
            }
        }
        directions = names.stream()
                .<Direction>map(name -> Directions.named(name, statics -> vector(size)))
                .toList();
        objective = new SurvivorObjective(
                store, directions.stream().map(Feature::of).toList(), confidence, new Folds(5, seed));
    }

    static StaticVector vector(int size) {
        float[] values = new float[size];
        for (int v = 0; v < size; v++) {
            values[v] = (v % 5 - 2) / 2f;
        }
        return StaticVector.of(StaticVector.MEAN_DELTA, values);
    }

    private void keep(Context context, double confidence) {
        boolean[] survives = Reference.survivors(context.warm(), confidence);
        if (!survives[context.gold()]) {
            return;
        }
        double[] warm = Reference.logSoftmax(Reference.doubles(context.warm()));
        double[] base = Reference.logSoftmax(Reference.doubles(context.base()));
        double[] delta = Reference.delta(context.warm(), context.base());
        List<double[]> kept = new ArrayList<>();
        for (int v = 0; v < warm.length; v++) {
            if (!survives[v]) {
                continue;
            }
            if (v == context.gold()) {
                golds.add(kept.size());
            }
            double[] entry = new double[1 + names.size()];
            entry[0] = warm[v];
            for (int k = 0; k < names.size(); k++) {
                entry[1 + k] = switch (names.get(k)) {
                    case "delta" -> delta[v];
                    case "log_ratio" -> warm[v] - base[v];
                    case "temperature" -> warm[v];
                    case "contrast" -> -base[v];
                    case "probability_difference" -> Math.exp(warm[v]) - Math.exp(base[v]);
                    default -> (v % 5 - 2) / 2.0;
                };
            }
            kept.add(entry);
        }
        tokens.add(kept.toArray(double[][]::new));
    }

    private double[] steered(double[][] token, double[] strengths) {
        double[] z = new double[token.length];
        for (int v = 0; v < z.length; v++) {
            z[v] = token[v][0];
            for (int k = 0; k < strengths.length; k++) {
                z[v] += strengths[k] * token[v][1 + k];
            }
        }
        return Reference.logSoftmax(z);
    }

    double loss(double[] strengths) {
        double sum = 0;
        for (int t = 0; t < tokens.size(); t++) {
            sum -= steered(tokens.get(t), strengths)[golds.get(t)];
        }
        return sum;
    }

    double divergence(double[] strengths) {
        double sum = 0;
        for (double[][] token : tokens) {
            double[] warm = steered(token, new double[strengths.length]);
            double[] moved = steered(token, strengths);
            for (int v = 0; v < warm.length; v++) {
                sum += Math.exp(warm[v]) * (warm[v] - moved[v]);
            }
        }
        return sum;
    }

    /** H_kk at 0: the summed variance of a direction under warm. */
    double variance(int k) {
        double sum = 0;
        for (double[][] token : tokens) {
            double[] warm = steered(token, new double[names.size()]);
            double mean = 0;
            for (int v = 0; v < warm.length; v++) {
                mean += Math.exp(warm[v]) * token[v][1 + k];
            }
            for (int v = 0; v < warm.length; v++) {
                sum += Math.exp(warm[v]) * (token[v][1 + k] - mean) * (token[v][1 + k] - mean);
            }
        }
        return sum;
    }

    double ridged(double[] strengths, double priors) {
        double sum = loss(strengths);
        for (int k = 0; k < strengths.length; k++) {
            sum += priors * variance(k) / rows * strengths[k] * strengths[k] / 2;
        }
        return sum;
    }
}
