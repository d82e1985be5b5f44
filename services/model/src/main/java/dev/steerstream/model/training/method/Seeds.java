package dev.steerstream.model.training.method;

import java.util.Random;

/**
 * Independent generators from one run seed. A seed and the numbers of what it is for are mixed by SplitMix64's finaliser;
 * the generator is {@link Random}, whose numbers its specification fixes for every Java platform.
 */
public final class Seeds {
    public static final int INITIAL_WEIGHTS = 1;
    public static final int ROW_ORDER = 2;
    public static final int DROPOUT = 3;
    public static final int MEASURED_ROWS = 4;

    private Seeds() {}

    public static long mix(long seed, long... parts) {
        long mixed = finish(seed + 0x9E3779B97F4A7C15L);
        for (long part : parts) {
            mixed = finish(mixed + 0x9E3779B97F4A7C15L * (part + 1));
        }
        return mixed;
    }

    private static long finish(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public static Random random(long seed, long... parts) {
        return new Random(mix(seed, parts));
    }
}
