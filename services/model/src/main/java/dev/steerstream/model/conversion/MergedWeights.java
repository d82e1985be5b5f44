package dev.steerstream.model.conversion;

import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraAdapter;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A model's weights with an adapter in them: {@code W + scale B A}. They compute what the warm model does, up to rounding, and
 * need no adapter any more. Closing them closes the base.
 */
public final class MergedWeights implements Weights {
    private static final String WEIGHT = ".weight";

    private final Weights base;
    private final LoraAdapter adapter;

    /** @throws IllegalArgumentException when the adapter is for another model */
    public MergedWeights(Weights base, LoraAdapter adapter) {
        adapter.checkFits(base.config());
        this.base = base;
        this.adapter = adapter;
    }

    @Override
    public TransformerConfig config() {
        return base.config();
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public long[] shape(String name) {
        return base.shape(name);
    }

    @Override
    public FloatBuffer read(String name) {
        FloatBuffer weight = base.read(name);
        LoraAdapter.Matrices matrices = name.endsWith(WEIGHT)
                ? adapter.modules().get(name.substring(0, name.length() - WEIGHT.length()))
                : null;
        if (matrices != null) {
            add(weight, matrices, adapter.config().rank(), adapter.config().scale());
        }
        return weight;
    }

    /** {@code W[o, i] += scale sum_r B[o, r] A[r, i]}, each sum in double. */
    private static void add(FloatBuffer weight, LoraAdapter.Matrices matrices, int rank, double scale) {
        FloatBuffer a = matrices.a(); // [rank, in]
        FloatBuffer b = matrices.b(); // [out, rank]
        int in = matrices.in();
        double[] row = new double[in];
        for (int o = 0; o < matrices.out(); o++) {
            Arrays.fill(row, 0);
            for (int r = 0; r < rank; r++) {
                double factor = scale * b.get(o * rank + r);
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

    /** sha256 of the two digests. */
    @Override
    public String digest() {
        String both = base.digest() + "\n" + adapter.digest() + "\n";
        return HexFormat.of().formatHex(FileDigest.sha256().digest(both.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        base.close();
    }
}
