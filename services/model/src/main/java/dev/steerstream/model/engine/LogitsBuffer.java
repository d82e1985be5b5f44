package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Memory that the module writes logits to and Java reads from, [rows, vocabulary], without a copy between on the CPU. */
final class LogitsBuffer implements AutoCloseable {
    private final int vocabularySize;
    private final FloatBuffer values;
    private final PtNDArray tensor;

    /** @param manager of the host's tensors */
    LogitsBuffer(PtNDManager manager, int rows, int vocabularySize) {
        this.vocabularySize = vocabularySize;
        ByteBuffer memory = ByteBuffer.allocateDirect(Math.multiplyExact(rows * Float.BYTES, vocabularySize))
                .order(ByteOrder.nativeOrder());
        this.values = memory.asFloatBuffer();
        this.tensor = manager.create(memory, new Shape(rows, vocabularySize), DataType.FLOAT32);
    }

    PtNDArray tensor() {
        return tensor;
    }

    int rows() {
        return values.capacity() / vocabularySize;
    }

    float[] row(int row) {
        return row(row, new float[vocabularySize]);
    }

    float[] row(int row, float[] target) {
        values.get(row * vocabularySize, target, 0, vocabularySize);
        return target;
    }

    /** Whether no token before this one has its logit in a row. */
    boolean firstOf(int row, int token) {
        int first = row * vocabularySize;
        float logit = values.get(first + token);
        for (int v = first; v < first + token; v++) {
            if (values.get(v) == logit) return false;
        }
        return true;
    }

    @Override
    public void close() {
        tensor.close();
    }
}
