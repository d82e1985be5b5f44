package dev.steerstream.model.conversion;

import dev.steerstream.model.peft.LoraAdapter;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** {@code W + scale B A}. */
record LoraMerge(LoraAdapter adapter) implements AdapterMerge {
    private static final String WEIGHT = ".weight";

    @Override
    public void into(String tensor, FloatBuffer values) {
        LoraAdapter.Matrices matrices = tensor.endsWith(WEIGHT)
                ? adapter.modules().get(tensor.substring(0, tensor.length() - WEIGHT.length()))
                : null;
        if (matrices != null) {
            add(values, matrices);
        }
    }

    /** {@code W[o, i] += scale sum_r B[o, r] A[r, i]}, each sum in double. */
    private void add(FloatBuffer weight, LoraAdapter.Matrices matrices) {
        FloatBuffer a = matrices.a(); // [rank, in]
        FloatBuffer b = matrices.b(); // [out, rank]
        int rank = adapter.config().rank();
        int in = matrices.in();
        double[] row = new double[in];
        for (int o = 0; o < matrices.out(); o++) {
            Arrays.fill(row, 0);
            for (int r = 0; r < rank; r++) {
                double factor = adapter.config().scale() * b.get(o * rank + r);
                for (int i = 0; i < in; i++) {
                    row[i] += factor * a.get(r * in + i);
                }
            }
            for (int i = 0; i < in; i++) {
                int at = o * in + i;
                weight.put(at, (float) (weight.get(at) + row[i]));
            }
        }
    }
}
