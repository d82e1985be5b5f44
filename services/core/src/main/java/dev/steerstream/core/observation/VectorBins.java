package dev.steerstream.core.observation;

/**
 * Where a vector value falls when the tail of a vocabulary is lumped. Three kinds of bins, all cut by value, none wider than a quarter of
 * its values or 1/256:
 * <ul>
 *   <li>one around 0, of width 2^-32;
 *   <li>four per octave and sign for 2^-33 <= |delta| < 2^-11: exponent and the first two bits of the mantissa;
 *   <li>for 2^-11 <= |delta| < 32 of improbable tokens only (q < 2^-20): steps of 1/256.
 * </ul>
 * Other tokens are kept one by one. Stateless.
 */
final class VectorBins {
    static final int KEPT = -1;
    static final int COUNT;

    private static final double ZERO = 0x1p-33;
    private static final double SMALL = 0x1p-11;
    private static final double LARGE = 32;
    private static final double IMPROBABLE = 0x1p-20;
    private static final int STEPS_PER_UNIT = 256;
    private static final long FIRST = Double.doubleToRawLongBits(ZERO) >>> 50;
    private static final int PER_SIGN = (int) ((Double.doubleToRawLongBits(SMALL) >>> 50) - FIRST);
    private static final int LINEAR = 1 + 2 * PER_SIGN;

    static {
        COUNT = LINEAR + 2 * (int) LARGE * STEPS_PER_UNIT;
    }

    private VectorBins() {}

    /** The bin of a token with vector value delta and probability q, or {@link #KEPT}. */
    static int of(double delta, double q) {
        double size = Math.abs(delta);
        if (size < ZERO) {
            return 0;
        }
        if (size < SMALL) {
            int step = (int) ((Double.doubleToRawLongBits(size) >>> 50) - FIRST);
            return 1 + step + (delta < 0 ? PER_SIGN : 0);
        }
        if (size < LARGE && q < IMPROBABLE) {
            return LINEAR + (int) Math.floor((delta + LARGE) * STEPS_PER_UNIT);
        }
        return KEPT;
    }

    /** The lower end of a bin's values, by absolute value in the octaves. */
    static double edge(int bin) {
        if (bin == 0) {
            return -ZERO;
        }
        if (bin < LINEAR) {
            boolean negative = bin > PER_SIGN;
            double edge = Double.longBitsToDouble((FIRST + (bin - 1 - (negative ? PER_SIGN : 0))) << 50);
            return negative ? -edge : edge;
        }
        return (double) (bin - LINEAR) / STEPS_PER_UNIT - LARGE;
    }

    /** The width of a bin. */
    static double width(int bin) {
        if (bin == 0) {
            return 2 * ZERO;
        }
        return bin < LINEAR ? Math.scalb(0.25, Math.getExponent(edge(bin))) : 1.0 / STEPS_PER_UNIT;
    }
}
