package dev.steerstream.model.engine;

import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import java.nio.FloatBuffer;

/** The forward pass in plain loops and double precision: slow, and easy to check against the paper. */
public final class ReferenceLlama {
    private final Weights weights;
    private final TransformerConfig config;
    private final LoraMatrices lora; // null: the base model

    public ReferenceLlama(Weights weights, LoraMatrices lora) {
        this.weights = weights;
        this.config = weights.config();
        this.lora = lora;
    }

    /** Logits after each token, [tokens][vocabulary]. */
    public double[][] logits(int... ids) {
        int n = ids.length;
        FloatBuffer embedding = weights.read(TensorNames.EMBEDDING);
        double[][] x = new double[n][config.hiddenSize()];
        for (int t = 0; t < n; t++) {
            for (int j = 0; j < config.hiddenSize(); j++) {
                x[t][j] = embedding.get(ids[t] * config.hiddenSize() + j);
            }
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            double[][] h = norm(x, TensorNames.layer(layer, "input_layernorm"));
            double[][] q = turn(linear(h, layer, LoraTarget.QUERY));
            double[][] k = turn(linear(h, layer, LoraTarget.KEY));
            double[][] v = linear(h, layer, LoraTarget.VALUE);
            add(x, linear(attend(q, k, v), layer, LoraTarget.OUTPUT));
            h = norm(x, TensorNames.layer(layer, "post_attention_layernorm"));
            double[][] gate = linear(h, layer, LoraTarget.GATE);
            double[][] up = linear(h, layer, LoraTarget.UP);
            for (int t = 0; t < n; t++) {
                for (int j = 0; j < gate[t].length; j++) {
                    gate[t][j] = gate[t][j] / (1 + Math.exp(-gate[t][j])) * up[t][j];
                }
            }
            add(x, linear(gate, layer, LoraTarget.DOWN));
        }
        return product(norm(x, TensorNames.FINAL_NORM), embedding, config.vocabularySize());
    }

    private double[][] norm(double[][] x, String name) {
        FloatBuffer weight = weights.read(name);
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            double square = 0;
            for (double value : x[t]) {
                square += value * value;
            }
            double factor = 1 / Math.sqrt(square / x[t].length + config.rmsNormEpsilon());
            for (int j = 0; j < x[t].length; j++) {
                y[t][j] = x[t][j] * factor * weight.get(j);
            }
        }
        return y;
    }

    private double[][] linear(double[][] x, int layer, LoraTarget target) {
        int out = target.outputs(config);
        double[][] y = product(x, weights.read(TensorNames.layer(layer, target.part())), out);
        if (lora != null && lora.targets().contains(target)) {
            double[][] low = product(x, FloatBuffer.wrap(lora.down(layer, target)), lora.rank());
            double[][] change = product(low, FloatBuffer.wrap(lora.up(layer, target)), out);
            for (int t = 0; t < y.length; t++) {
                for (int j = 0; j < out; j++) {
                    y[t][j] += lora.scale() * change[t][j];
                }
            }
        }
        return y;
    }

    /** x W^T. */
    private static double[][] product(double[][] x, FloatBuffer weight, int out) {
        double[][] y = new double[x.length][out];
        for (int t = 0; t < x.length; t++) {
            int in = x[t].length;
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    y[t][o] += x[t][i] * weight.get(o * in + i);
                }
            }
        }
        return y;
    }

    /** Rotary positions: coordinates j and j + E/2 of a head turn by {@code position * theta^(-2j/E)}. */
    private double[][] turn(double[][] x) {
        int e = config.headSize();
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int j = 0; j < x[t].length; j++) {
                int within = j % e;
                int pair = within < e / 2 ? j + e / 2 : j - e / 2;
                double angle = t * Math.pow(config.ropeTheta(), -2.0 * (within % (e / 2)) / e);
                double other = within < e / 2 ? -x[t][pair] : x[t][pair];
                y[t][j] = x[t][j] * Math.cos(angle) + other * Math.sin(angle);
            }
        }
        return y;
    }

    private double[][] attend(double[][] q, double[][] k, double[][] v) {
        int e = config.headSize();
        int group = config.heads() / config.keyValueHeads();
        double[][] y = new double[q.length][q[0].length];
        for (int t = 0; t < q.length; t++) {
            for (int head = 0; head < config.heads(); head++) {
                int shared = head / group * e;
                double[] weight = new double[t + 1];
                double sum = 0;
                for (int s = 0; s <= t; s++) {
                    double dot = 0;
                    for (int j = 0; j < e; j++) {
                        dot += q[t][head * e + j] * k[s][shared + j];
                    }
                    weight[s] = Math.exp(dot / Math.sqrt(e));
                    sum += weight[s];
                }
                for (int s = 0; s <= t; s++) {
                    for (int j = 0; j < e; j++) {
                        y[t][head * e + j] += weight[s] / sum * v[s][shared + j];
                    }
                }
            }
        }
        return y;
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int j = 0; j < x[t].length; j++) {
                x[t][j] += y[t][j];
            }
        }
    }
}
