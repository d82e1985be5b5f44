package dev.steerstream.model.training;

import dev.steerstream.model.engine.UnsupportedOptionException;
import java.util.Arrays;

/**
 * What a run multiplies in: the frozen matrices and what meets them. What it trains, the optimiser's state, norms and the loss are
 * float32 in all of them.
 */
public enum TrainingType {
    /** Loss and gradients within 1e-3 of PyTorch's autograd. */
    FLOAT32("float32", 6),
    /** Half the bytes, and twice the speed where a processor multiplies it; what it costs in accuracy is in ops/decisions/012. */
    BFLOAT16("bfloat16", 15),
    /** Bfloat16 for LoRA where it passes a test of its numbers and is faster on this machine, see {@link TypeProbe}; no type of a run. */
    AUTO("auto", 0);

    private final String label;
    private final int scalarType;

    TrainingType(String label, int scalarType) {
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

    /** @throws UnsupportedOptionException when no type has this name */
    public static TrainingType named(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new UnsupportedOptionException(
                        "training type",
                        label,
                        Arrays.stream(values()).map(TrainingType::label).toList()));
    }
}
