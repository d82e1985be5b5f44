package dev.steerstream.model.files.format;

import java.util.Map;
import java.util.Optional;

/** The numbers by which GGUF files name their tensors' formats: those that can be read, and the names of those that cannot. */
public final class GgmlTypes {
    private static final Map<Integer, TensorFormat> READABLE = Map.ofEntries(
            Map.entry(0, new Float32()),
            Map.entry(1, new Float16()),
            Map.entry(2, new Quantised4Scaled()),
            Map.entry(3, new Quantised4Affine()),
            Map.entry(6, new Quantised5Scaled()),
            Map.entry(7, new Quantised5Affine()),
            Map.entry(8, new Quantised8Scaled()),
            Map.entry(12, new SuperBlock4()),
            Map.entry(13, new SuperBlock5()),
            Map.entry(14, new SuperBlock6()),
            Map.entry(30, new Bfloat16()));

    private static final Map<Integer, String> KNOWN = Map.ofEntries(
            Map.entry(9, "Q8_1"),
            Map.entry(10, "Q2_K"),
            Map.entry(11, "Q3_K"),
            Map.entry(15, "Q8_K"),
            Map.entry(16, "IQ2_XXS"),
            Map.entry(17, "IQ2_XS"),
            Map.entry(18, "IQ3_XXS"),
            Map.entry(19, "IQ1_S"),
            Map.entry(20, "IQ4_NL"),
            Map.entry(21, "IQ3_S"),
            Map.entry(22, "IQ2_S"),
            Map.entry(23, "IQ4_XS"),
            Map.entry(24, "I8"),
            Map.entry(25, "I16"),
            Map.entry(26, "I32"),
            Map.entry(27, "I64"),
            Map.entry(28, "F64"),
            Map.entry(29, "IQ1_M"),
            Map.entry(34, "TQ1_0"),
            Map.entry(35, "TQ2_0"),
            Map.entry(39, "MXFP4"));

    private GgmlTypes() {}

    /** The format of that number, or empty when this reader does not have it. */
    public static Optional<TensorFormat> format(int type) {
        return Optional.ofNullable(READABLE.get(type));
    }

    /** The name of a format that cannot be read, for an error message. */
    public static String name(int type) {
        return KNOWN.getOrDefault(type, "number " + Integer.toUnsignedString(type));
    }

    /** The names of the readable formats, for an error message. */
    public static String readable() {
        return String.join(
                ", ",
                READABLE.values().stream().map(TensorFormat::label).sorted().toList());
    }
}
