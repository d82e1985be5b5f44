package dev.steerstream.model.conversion;

import dev.steerstream.model.peft.Ia3Adapter;
import java.nio.FloatBuffer;
import java.util.Set;

/** {@code diag(l) W} and {@code l b} where the vector multiplies what a layer puts out, {@code W diag(l)} where what goes in. */
final class Ia3Merge implements AdapterMerge {
    private final Ia3Adapter adapter;
    private final Set<String> modules;

    Ia3Merge(Ia3Adapter adapter) {
        this.adapter = adapter;
        this.modules = adapter.modules();
    }

    @Override
    public void into(String tensor, FloatBuffer values) {
        String module = tensor.substring(0, tensor.lastIndexOf('.'));
        if (!modules.contains(module)) {
            return;
        }
        FloatBuffer vector = adapter.vector(module);
        boolean bias = tensor.endsWith(".bias");
        if (!adapter.config().scalesInput(module)) {
            scaleRows(values, vector, bias ? 1 : values.capacity() / vector.remaining());
        } else if (!bias) {
            scaleColumns(values, vector);
        }
    }

    private static void scaleRows(FloatBuffer values, FloatBuffer vector, int length) {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) * vector.get(i / length));
        }
    }

    private static void scaleColumns(FloatBuffer values, FloatBuffer vector) {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) * vector.get(i % vector.remaining()));
        }
    }
}
