package dev.steerstream.model.files.format;

/** Conversion between 16-bit floating point numbers and float32. Every 16-bit number is a float32, so reading is exact; writing rounds. */
public final class HalfPrecision {
    private HalfPrecision() {}

    /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
    public static float fromFloat16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) { // zero and subnormals: fraction * 2^-24
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127; // infinity and NaN keep an exponent of all ones
        return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
    }

    /** bfloat16: the upper half of a float32. */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest IEEE 754 binary16, ties to even; beyond its range infinity. */
    public static short toFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520) { // half a step above the greatest
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) { // zero and subnormals: multiples of 2^-24
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
        }
        int rounded = (bits & 0x7fffffff) + 0xfff + ((bits >>> 13) & 1);
        return (short) (sign | (rounded - (112 << 23)) >>> 13);
    }

    /** The nearest bfloat16, ties to even. */
    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
