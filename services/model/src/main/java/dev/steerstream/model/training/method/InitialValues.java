package dev.steerstream.model.training.method;

import java.util.Arrays;
import java.util.Random;

/** How tensors begin; row-major, from a generator of their own. */
final class InitialValues {
    private InitialValues() {}

    static float[] constant(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    /** What torch gives the weights and biases of a linear layer: within 1 / sqrt(inputs), by {@code (2 * nextFloat - 1) / sqrt(inputs)}. */
    static float[] linear(int count, long inputs, Random random) {
        float[] values = new float[count];
        float bound = (float) (1 / Math.sqrt(inputs));
        for (int i = 0; i < count; i++) {
            values[i] = (2 * random.nextFloat() - 1) * bound;
        }
        return values;
    }

    /** What torch gives embeddings: standard normal. */
    static float[] embedding(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
