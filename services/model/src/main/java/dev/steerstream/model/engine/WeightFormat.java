package dev.steerstream.model.engine;

import java.util.Arrays;
import java.util.List;

/**
 * How the base weights lie in memory; one format per loaded model, never switched by what runs. Cache, adapters and logits are
 * float32 in all of them. What each costs in accuracy is measured by {@code steer engine bench}.
 */
public enum WeightFormat {
    /** Packed float32: log-probabilities within 2e-4 of an unpacked reference. */
    FLOAT32("float32", 6, "linear_float.py"),
    /** Packed bfloat16, activations rounded to it at every product: half the bytes. */
    BFLOAT16("bfloat16", 15, "linear_float.py"),
    /** Bytes with a scale a row; activations as bytes with a scale a row. */
    INT8("int8", 1, "ends_int8.py", "linear_int8.py"),
    /** Four bits in groups of 32, as GGUF's Q4_0 and Q4_1 have them; embedding and output matrix as in int8. */
    INT4("int4", 1, "ends_int8.py", "linear_int4.py");

    private final String label;
    private final int scalarType;
    private final List<String> files;

    WeightFormat(String label, int scalarType, String... files) {
        this.label = label;
        this.scalarType = scalarType;
        this.files = List.of(files);
    }

    public String label() {
        return label;
    }

    /** ATen's number of the data type. */
    int scalarType() {
        return scalarType;
    }

    /** Whether matrices are loaded as groups of four-bit codes. */
    boolean fourBit() {
        return this == INT4;
    }

    /** The sources of the inference module that computes with this format. */
    String[] sources() {
        String[] sources = new String[1 + files.size()];
        sources[0] = "llama.py";
        for (int i = 0; i < files.size(); i++) {
            sources[i + 1] = files.get(i);
        }
        return sources;
    }

    /** @throws UnsupportedOptionException when no format has this name */
    public static WeightFormat named(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new UnsupportedOptionException(
                        "weight format",
                        label,
                        Arrays.stream(values()).map(WeightFormat::label).toList()));
    }
}
