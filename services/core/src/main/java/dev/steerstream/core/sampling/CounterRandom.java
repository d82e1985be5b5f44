package dev.steerstream.core.sampling;

/**
 * Randomness without state: the same (seed, choice, place, token) gives the same number in whatever order and on whatever machine, so a
 * redelivered request chooses the same tokens, alone or in a batch.
 *
 * <p>{@code h0 = mix(seed); h1 = mix(h0 ^ (choice + 1) * G); h2 = mix(h1 ^ (place + 1) * G); h3 = mix(h2 ^ (token + 1) * G)} with
 * {@code mix} the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014; variant 13 of
 * Stafford's mixers) and G its golden gamma. Stateless.
 */
final class CounterRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private CounterRandom() {}

    /** The state shared by all tokens of one place of one choice: h2. */
    static long place(long seed, int choice, int place) {
        long h = mix(seed);
        h = mix(h ^ (choice + 1L) * GOLDEN_GAMMA);
        return mix(h ^ (place + 1L) * GOLDEN_GAMMA);
    }

    /** Uniform in (0, 1), 52 bits, both ends excluded. */
    static double uniform(long place, int token) {
        long h = mix(place ^ (token + 1L) * GOLDEN_GAMMA);
        return ((h >>> 12) + 0.5) * 0x1p-52;
    }

    /** Standard Gumbel, {@code -log(-log(u))}; at most {@link #LARGEST_GUMBEL}. */
    static double gumbel(long place, int token) {
        return -Math.log(-Math.log(uniform(place, token)));
    }

    /** {@code -log(-log(1 - 2^-53))} rounded up. */
    static final double LARGEST_GUMBEL = 36.8;

    private static long mix(long z) {
        long a = z + GOLDEN_GAMMA;
        a = (a ^ (a >>> 30)) * 0xBF58476D1CE4E5B9L;
        a = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return a ^ (a >>> 31);
    }
}
