package dev.steerstream.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * Damages files for fuzzing: bits, bytes, nasty integers, cuts, pieces moved. How many inputs a test tries and with which seed can
 * be set, for long runs: {@code -Dsteerstream.fuzz.inputs=350000 -Dsteerstream.fuzz.seed=2}.
 */
public final class Mutations {
    /** Inputs of one test. */
    public static final int INPUTS = Integer.getInteger("steerstream.fuzz.inputs", 10_000);

    private static final long SEED = Long.getLong("steerstream.fuzz.seed", 1);
    private static final long[] NASTY = {
        0,
        1,
        -1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 32,
        1L << 62,
        0xffffffffL,
        255
    };

    private final byte[] whole;
    private final int interesting;
    private final Random random;

    /**
     * @param whole an undamaged file
     * @param interesting most changes go into so many first bytes
     * @param test a number of the test's own, so that no two see the same sequence
     */
    public Mutations(byte[] whole, int interesting, int test) {
        this.whole = whole.clone();
        this.interesting = Math.min(interesting, whole.length);
        this.random = new Random(SEED * 31 + test);
    }

    /** The next damaged copy. */
    public byte[] next() {
        byte[] bytes = whole.clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
            int range = random.nextInt(8) == 0 ? bytes.length : Math.min(interesting, bytes.length);
            if (range < 16) {
                return bytes;
            }
            bytes = changed(bytes, range);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, int range) {
        int at = random.nextInt(range - 8);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> buffer.putLong(at, NASTY[random.nextInt(NASTY.length)]);
            case 3 -> buffer.putInt(at, (int) NASTY[random.nextInt(NASTY.length)]);
            case 4 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            default -> System.arraycopy(whole, random.nextInt(range - 8), bytes, at, random.nextInt(8));
        }
        return bytes;
    }
}
