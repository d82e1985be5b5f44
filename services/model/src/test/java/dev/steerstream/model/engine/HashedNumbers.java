package dev.steerstream.model.engine;

/**
 * Numbers in [-0.5, 0.5) from a stated integer hash, so that tests and a recipe in any language make the same weights:
 * {@code h = tensor * 0x9E3779B9 + index * 0x85EBCA6B + 1}, then the 32-bit finaliser of MurmurHash3, then
 * {@code (h >>> 8) / 2^24 - 0.5}, all in unsigned 32-bit arithmetic.
 */
public final class HashedNumbers {
    private HashedNumbers() {}

    static float at(int tensor, int index) {
        int h = tensor * 0x9E3779B9 + index * 0x85EBCA6B + 1;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        h ^= h >>> 16;
        return (h >>> 8) / 16777216f - 0.5f;
    }

    /** {@code offset + scale * number}, in float32. */
    public static float[] fill(int tensor, int count, float scale, float offset) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = offset + scale * at(tensor, i);
        }
        return values;
    }
}
