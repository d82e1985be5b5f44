package dev.steerstream.model.engine;

import dev.steerstream.model.files.FourBitGroups;
import dev.steerstream.model.files.TransformerConfig;
import java.util.ArrayList;
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
    /** Bytes with a scale a row; activations as two bytes each with a scale a row. */
    INT8("int8", 1, "ends_int8.py", "linear_int8.py"),
    /** Four bits in groups of 32, as GGUF's Q4_0 and Q4_1 have them; embedding and output matrix as in int8. */
    INT4("int4", 1, "ends_int8.py", "linear_int4.py"),
    /** The fastest of the others that passes a test of its numbers on this machine, see {@link FormatProbe}; no format of a loaded model. */
    AUTO("auto", 0);

    /** The inference module's sources, whatever the format. */
    private static final List<String> FORWARD = List.of(
            "llama.py",
            "attention.py",
            "lora.py",
            "adapters.py",
            "summary.py",
            "observation.py",
            "judging.py",
            "probe.py");

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

    /** ATen's number of the data type that matrices are unpacked to for blocks of many tokens, in a format that does so. */
    int blockType() {
        return this == INT4 ? BFLOAT16.scalarType : FLOAT32.scalarType;
    }

    /** Whether matrices are loaded as groups of four-bit codes. */
    boolean fourBit() {
        return this == INT4;
    }

    /** Why a model of this shape cannot have this format, or null. */
    String refusal(TransformerConfig config) {
        boolean grouped = config.hiddenSize() % FourBitGroups.SIZE == 0
                && config.intermediateSize() % FourBitGroups.SIZE == 0
                && config.heads() * config.headSize() % FourBitGroups.SIZE == 0;
        return fourBit() && !grouped
                ? "this model's rows cannot be cut into groups of " + FourBitGroups.SIZE
                        + " numbers; use another weight format."
                : null;
    }

    /** Why a device cannot compute with this format, or null. */
    String refusal(Device device) {
        return device == Device.CUDA && (this == INT8 || this == INT4)
                ? "its kernels are the CPU's: on cuda use bfloat16, float32 or auto."
                : null;
    }

    /** Bytes of a model's weights in this format: its matrices, embedding and output matrix. */
    public long bytes(TransformerConfig config) {
        long matrices = LoraTarget.layerWeights(config) * config.layers();
        long ends = (long) config.vocabularySize() * config.hiddenSize();
        long grouped = ends + ends / FourBitGroups.SIZE * Float.BYTES;
        return switch (this) {
            case FLOAT32 -> 4 * (matrices + 2 * ends);
            case BFLOAT16 -> 2 * (matrices + 2 * ends);
            case INT8 -> matrices + ends + grouped;
            case INT4 -> matrices / 2 + matrices / FourBitGroups.SIZE * 4 + ends + grouped;
            case AUTO -> throw new IllegalStateException("auto is no format of a loaded model.");
        };
    }

    /** The sources of the inference module that computes with this format on a device. */
    String[] sources(Device device) {
        List<String> sources = new ArrayList<>(FORWARD);
        sources.addAll(device == Device.CUDA ? List.of("linear_cuda.py") : files);
        return sources.toArray(new String[0]);
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
