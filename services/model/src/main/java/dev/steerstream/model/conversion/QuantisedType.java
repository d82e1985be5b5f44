package dev.steerstream.model.conversion;

import dev.steerstream.model.files.format.Bfloat16;
import dev.steerstream.model.files.format.Quantised4Affine;
import dev.steerstream.model.files.format.Quantised8Scaled;
import dev.steerstream.model.files.format.WritableFormat;
import java.util.Arrays;
import java.util.stream.Collectors;

/** In how many bits a model's matrices are written. Norms and biases stay as they are. */
public enum QuantisedType {
    BFLOAT16("bfloat16", new Bfloat16(), new Bfloat16(), 32),
    /** A byte with a scale for 32 numbers. */
    INT8("int8", new Quantised8Scaled(), new Quantised8Scaled(), 7),
    /** Four bits with a scale and a minimum for 32 numbers; embedding and output matrix, where errors cost most, as in int8. */
    INT4("int4", new Quantised4Affine(), new Quantised8Scaled(), 3);

    private final String label;
    private final WritableFormat layers;
    private final WritableFormat ends;
    private final int fileType;

    QuantisedType(String label, WritableFormat layers, WritableFormat ends, int fileType) {
        this.label = label;
        this.layers = layers;
        this.ends = ends;
        this.fileType = fileType;
    }

    public String label() {
        return label;
    }

    /** Of the matrices in blocks. */
    WritableFormat layers() {
        return layers;
    }

    /** Of the embedding and the output matrix. */
    WritableFormat ends() {
        return ends;
    }

    /** llama.cpp's number of it: {@code general.file_type}. */
    int fileType() {
        return fileType;
    }

    /** @throws IllegalArgumentException when there is none of this name */
    public static QuantisedType named(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("type is " + label + ", but must be one of "
                        + Arrays.stream(values()).map(QuantisedType::label).collect(Collectors.joining(", "))));
    }
}
