package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.steerstream.model.files.Weights;

/**
 * A tensor of a model in memory of libtorch's own, on the host. DJL copies every buffer of numbers into a direct one first; both would lie there
 * until a collection, and a virtual machine with a heap of 1 GiB has no room for two embeddings of half a gigabyte.
 */
public final class WeightTensor {
    private WeightTensor() {}

    /** In float32; dies with the manager, unless a module keeps it. */
    public static PtNDArray read(PtNDManager host, Weights weights, String name) {
        PtNDArray array = (PtNDArray) host.create(new Shape(weights.shape(name)), DataType.FLOAT32);
        weights.read(name, array.toByteBuffer(true).asFloatBuffer());
        return array;
    }
}
