package dev.steerstream.model.engine;

import java.util.Arrays;

/** How the base weights lie in memory; one format per loaded model. Activations, cache, adapters and logits are float32. */
public enum WeightFormat {
    /** Packed float32: log-probabilities within 2e-4 of an unpacked reference. */
    FLOAT32("float32", 6),
    /** Packed bfloat16: half the bytes; log-probabilities move by up to about 1 where the model is surprised. */
    BFLOAT16("bfloat16", 15);

    private final String label;
    private final int scalarType;

    WeightFormat(String label, int scalarType) {
        this.label = label;
        this.scalarType = scalarType;
    }

    public String label() {
        return label;
    }

    /** ATen's number of the data type. */
    int scalarType() {
        return scalarType;
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
