package dev.steerstream.cli.engine.bench;

import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;

/** A llama of one layer that weighs next to nothing: with it in memory a process shows what engine and virtual machine take. */
final class SmallNetwork implements Weights {
    private static final TransformerConfig CONFIG =
            new TransformerConfig("llama", 64, 64, 64, 1, 2, 2, 32, 64, 1e-5f, 10_000, true);

    @Override
    public TransformerConfig config() {
        return CONFIG;
    }

    @Override
    public Set<String> names() {
        return TensorNames.required(CONFIG).keySet();
    }

    @Override
    public long[] shape(String name) {
        return TensorNames.required(CONFIG).get(name).clone();
    }

    @Override
    public FloatBuffer read(String name) {
        int numbers = (int) Arrays.stream(shape(name)).reduce(1, Math::multiplyExact);
        FloatBuffer read = ByteBuffer.allocateDirect(Float.BYTES * numbers)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (read.hasRemaining()) {
            read.put(read.position() % 7 - 3f);
        }
        return read.flip();
    }

    @Override
    public String digest() {
        return "small-network";
    }

    @Override
    public void close() {
        // nothing is open
    }
}
