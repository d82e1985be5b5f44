package dev.steerstream.core;

import dev.steerstream.core.steering.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The formulas of the method, plainly, in double, with the Jacobian as a matrix: slow and obviously right. */
public final class Reference {
    private Reference() {}

    /** log softmax. */
    public static double[] logSoftmax(double[] z) {
        double max = Double.NEGATIVE_INFINITY;
        for (double x : z) {
            max = Math.max(max, x);
        }
        double sum = 0;
        for (double x : z) {
            sum += Math.exp(x - max);
        }
        double[] result = new double[z.length];
        for (int v = 0; v < z.length; v++) {
            result[v] = z[v] - max - Math.log(sum);
        }
        return result;
    }

    public static double[] doubles(float[] z) {
        double[] result = new double[z.length];
        for (int v = 0; v < z.length; v++) {
            result[v] = z[v];
        }
        return result;
    }

    public static double[] exp(double[] logs) {
        double[] result = new double[logs.length];
        for (int v = 0; v < logs.length; v++) {
            result[v] = Math.exp(logs[v]);
        }
        return result;
    }

    /** g = -(log(p / q) + 1), J = diag(p) - p p^T as a matrix, delta = J g. */
    public static double[] delta(float[] warm, float[] base) {
        double[] logP = logSoftmax(doubles(warm));
        double[] logQ = logSoftmax(doubles(base));
        double[] p = exp(logP);
        int n = p.length;
        double[] g = new double[n];
        double[][] jacobian = new double[n][n];
        for (int v = 0; v < n; v++) {
            g[v] = -(logP[v] - logQ[v] + 1);
            for (int u = 0; u < n; u++) {
                jacobian[v][u] = (u == v ? p[v] : 0) - p[v] * p[u];
            }
        }
        double[] delta = new double[n];
        for (int v = 0; v < n; v++) {
            for (int u = 0; u < n; u++) {
                delta[v] += jacobian[v][u] * g[u];
            }
        }
        return delta;
    }

    /** The largest term of the gradient: what rounding errors are relative to. */
    public static double scale(float[] warm, float[] base) {
        double[] logP = logSoftmax(doubles(warm));
        double[] logQ = logSoftmax(doubles(base));
        double largest = 1;
        for (int v = 0; v < logP.length; v++) {
            if (Math.exp(logP[v]) > 0) {
                largest = Math.max(largest, Math.exp(logP[v]) * Math.abs(logP[v] - logQ[v]));
            }
        }
        return largest;
    }

    /** Survivors by the definition on logits. */
    public static boolean[] survivors(float[] z, double confidence) {
        double max = Double.NEGATIVE_INFINITY;
        for (float x : z) {
            max = Math.max(max, x);
        }
        boolean[] result = new boolean[z.length];
        for (int v = 0; v < z.length; v++) {
            result[v] = confidence == 0 || z[v] >= max + Math.log(confidence);
        }
        return result;
    }

    /** Logits after bans, survivors among the allowed, and steering; minus infinity for what is removed. */
    public static double[] steered(
            float[] warm, float[] base, Mode mode, double strength, double confidence, IntPredicate allowed) {
        float[] unsteered = mode == Mode.BASE ? base : warm;
        double[] delta = mode == Mode.STEERED ? delta(warm, base) : new double[unsteered.length];
        double max = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < unsteered.length; v++) {
            max = allowed.test(v) ? Math.max(max, unsteered[v]) : max;
        }
        double[] result = new double[unsteered.length];
        for (int v = 0; v < result.length; v++) {
            boolean survives = allowed.test(v) && (confidence == 0 || unsteered[v] >= max + Math.log(confidence));
            result[v] = survives ? unsteered[v] + strength * delta[v] : Double.NEGATIVE_INFINITY;
        }
        return result;
    }

    /** Bias, then the three penalties, counted anew from the lists. */
    public static double adjusted(
            double z,
            int token,
            Map<Integer, Double> bias,
            List<Integer> prompt,
            List<Integer> answer,
            double repetition,
            double presence,
            double frequency) {
        double result = z + bias.getOrDefault(token, 0.0);
        int count = (int) answer.stream().filter(t -> t == token).count();
        if (count > 0 || prompt.contains(token)) {
            result = result > 0 ? result / repetition : result * repetition;
        }
        return count > 0 ? result - frequency * count - presence : result;
    }

    /** One token of a naive calibration: survivors' logits and vector, gold's place among them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Token(double[] z, double[] delta, double[] p, int gold) {
        public double loss(double strength) {
            double[] steered = new double[z.length];
            for (int j = 0; j < z.length; j++) {
                steered[j] = z[j] + strength * delta[j];
            }
            return -logSoftmax(steered)[gold];
        }

        public double divergence(double strength) {
            double[] steered = new double[z.length];
            for (int j = 0; j < z.length; j++) {
                steered[j] = z[j] + strength * delta[j];
            }
            double[] logS = logSoftmax(steered);
            double[] logQ = logSoftmax(z);
            double sum = 0;
            for (int j = 0; j < z.length; j++) {
                sum += Math.exp(logQ[j]) * (logQ[j] - logS[j]);
            }
            return sum;
        }

        public double mean() {
            double[] q = exp(logSoftmax(z));
            double sum = 0;
            for (int j = 0; j < z.length; j++) {
                sum += q[j] * delta[j];
            }
            return sum;
        }

        public double variance() {
            double[] q = exp(logSoftmax(z));
            double mean = mean();
            double sum = 0;
            for (int j = 0; j < z.length; j++) {
                sum += q[j] * (delta[j] - mean) * (delta[j] - mean);
            }
            return sum;
        }

        public double squaredNorm() {
            double sum = 0;
            for (double d : delta) {
                sum += d * d;
            }
            return sum;
        }

        public double advantage() {
            return delta[gold] - mean();
        }

        public double publishedAdvantage() {
            double sum = 0;
            for (int j = 0; j < z.length; j++) {
                sum += p[j] * delta[j];
            }
            return delta[gold] - sum;
        }
    }

    /** The token under a removing mask, or null where gold is masked. */
    public static Token token(Contexts.Context context, double confidence) {
        boolean[] survives = survivors(context.warm(), confidence);
        if (!survives[context.gold()]) {
            return null;
        }
        double[] delta = delta(context.warm(), context.base());
        double[] p = exp(logSoftmax(doubles(context.warm())));
        List<Integer> ids = new ArrayList<>();
        for (int v = 0; v < survives.length; v++) {
            if (survives[v]) {
                ids.add(v);
            }
        }
        return new Token(
                ids.stream().mapToDouble(v -> context.warm()[v]).toArray(),
                ids.stream().mapToDouble(v -> delta[v]).toArray(),
                ids.stream().mapToDouble(v -> p[v]).toArray(),
                ids.indexOf(context.gold()));
    }
}
