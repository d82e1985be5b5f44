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

    private static final Map<Integer, TensorFormat> UNREADABLE = Map.ofEntries(
            unreadable(9, "Q8_1", 32, 36),
            unreadable(10, "Q2_K", 256, 84),
            unreadable(11, "Q3_K", 256, 110),
            unreadable(15, "Q8_K", 256, 292),
            unreadable(16, "IQ2_XXS", 256, 66),
            unreadable(17, "IQ2_XS", 256, 74),
            unreadable(18, "IQ3_XXS", 256, 98),
            unreadable(19, "IQ1_S", 256, 50),
            unreadable(20, "IQ4_NL", 32, 18),
            unreadable(21, "IQ3_S", 256, 110),
            unreadable(22, "IQ2_S", 256, 82),
            unreadable(23, "IQ4_XS", 256, 136),
            unreadable(24, "I8", 1, 1),
            unreadable(25, "I16", 1, 2),
            unreadable(26, "I32", 1, 4),
            unreadable(27, "I64", 1, 8),
            unreadable(28, "F64", 1, 8),
            unreadable(29, "IQ1_M", 256, 56),
            unreadable(34, "TQ1_0", 256, 54),
            unreadable(35, "TQ2_0", 256, 66),
            unreadable(39, "MXFP4", 32, 17));

    private GgmlTypes() {}

    private static Map.Entry<Integer, TensorFormat> unreadable(int type, String label, int elements, int bytes) {
        return Map.entry(type, new UnreadableFormat(label, elements, bytes));
    }

    /** The format of that number, {@link TensorFormat#readable} or not; empty when nothing is known of it. */
    public static Optional<TensorFormat> format(int type) {
        return Optional.ofNullable(READABLE.get(type)).or(() -> Optional.ofNullable(UNREADABLE.get(type)));
    }

    /** The readable format of that name. */
    public static TensorFormat named(String label) {
        return READABLE.values().stream()
                .filter(format -> format.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no format " + label + " can be read"));
    }

    /** The number of a readable format. */
    public static int number(TensorFormat format) {
        return READABLE.entrySet().stream()
                .filter(entry -> entry.getValue().label().equals(format.label()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("GGUF has no format " + format.label()))
                .getKey();
    }

    /** The names of the readable formats, for an error message. */
    public static String readable() {
        return String.join(
                ", ",
                READABLE.values().stream().map(TensorFormat::label).sorted().toList());
    }
}
