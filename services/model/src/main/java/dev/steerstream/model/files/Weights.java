package dev.steerstream.model.files;

import java.nio.FloatBuffer;
import java.util.Set;

/**
 * The weights of one model under the canonical (Hugging Face) names, for example {@code model.layers.0.self_attn.q_proj.weight},
 * in the row order that transformers uses. Matrices are {@code [out, in]}. A norm's weight is the factor that the network
 * multiplies by, also where a file stores it less one. Safe for use by several threads until closed.
 */
public interface Weights extends AutoCloseable {
    /** The shape of the network. */
    TransformerConfig config();

    /** The names of all tensors, sorted; exactly those that {@link TensorNames#required} lists for the configuration. */
    Set<String> names();

    /** A copy of the tensor's shape, outermost dimension first. */
    long[] shape(String name);

    /**
     * The tensor in row-major float32, dequantised. Each call fills a new direct buffer in native byte order and keeps no
     * reference to it, so that a caller who drops it holds one tensor at a time.
     *
     * @throws ModelFileException when the file cannot be read any more
     */
    FloatBuffer read(String name);

    /**
     * The same into memory of the caller's, which is as long as the tensor: an embedding of half a gigabyte would else wait in a
     * direct buffer for a collection.
     *
     * @throws ModelFileException when the file cannot be read any more
     */
    default void read(String name, FloatBuffer target) {
        target.put(read(name)).clear();
    }

    /**
     * A matrix in groups of four-bit codes: as stored where the file has such groups, else rounded to them. Its columns must
     * be a multiple of {@link FourBitGroups#SIZE}.
     */
    default FourBitGroups fourBit(String name) {
        return FourBitGroups.quantise(read(name));
    }

    /** Whether all matrices of the layers are stored in groups of four-bit codes, so that {@link #fourBit} rounds nothing. */
    default boolean storedInFourBits() {
        return false;
    }

    /** sha256 of the file, or of the list of the files and their sha256, in lower-case hexadecimal. Computed once. */
    String digest();

    @Override
    void close();
}
