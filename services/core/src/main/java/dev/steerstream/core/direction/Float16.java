package dev.steerstream.core.direction;

/** IEEE 754 binary16, of which Java 17 has no conversion. Rounds to nearest, ties to even. Stateless. */
final class Float16 {
    /** The largest finite value: what lies beyond is clamped to it, since a vector's values must stay finite. */
    static final float LARGEST = 65504;

    private static final float SMALLEST_NORMAL = 0x1p-14f;

    private Float16() {}

    static short of(float value) {
        if (Float.isNaN(value)) {
            throw new IllegalArgumentException("A steering vector's value is NaN; it must be a number.");
        }
        int sign = value < 0 || 1 / value < 0 ? 0x8000 : 0;
        float size = Math.min(Math.abs(value), LARGEST);
        if (size < SMALLEST_NORMAL) {
            // multiples of 2^-24; 1024 of them are the smallest normal number, whose bits follow
            return (short) (sign | (int) Math.rint((double) size * 0x1p24));
        }
        int exponent = Math.getExponent(size);
        int mantissa = (int) Math.rint(Math.scalb((double) size, 10 - exponent)); // 1024..2048
        int bits = ((exponent + 15) << 10) + mantissa - 1024;
        return (short) (sign | Math.min(bits, 0x7bff));
    }

    static float toFloat(short half) {
        int exponent = (half >>> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        float size = exponent == 0 ? mantissa * 0x1p-24f : Math.scalb((float) (1024 + mantissa), exponent - 25);
        return half < 0 ? -size : size;
    }
}
