package dev.steerstream.model.conversion;

import dev.steerstream.model.files.format.Bfloat16;
import dev.steerstream.model.files.format.Float32;
import dev.steerstream.model.files.format.WritableFormat;
import java.util.Arrays;
import java.util.stream.Collectors;

/** In what type a model's safetensors are written. */
public enum ExportedType {
    FLOAT32("float32", new Float32()),
    BFLOAT16("bfloat16", new Bfloat16());

    private final String label;
    private final WritableFormat format;

    ExportedType(String label, WritableFormat format) {
        this.label = label;
        this.format = format;
    }

    /** As transformers names it. */
    public String label() {
        return label;
    }

    WritableFormat format() {
        return format;
    }

    /** @throws IllegalArgumentException when there is none of this name */
    public static ExportedType named(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("type is " + label + ", but must be one of "
                        + Arrays.stream(values()).map(ExportedType::label).collect(Collectors.joining(", "))));
    }
}
