package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files are read as other numbers or refused with the typed error, and never cost more memory than they have bytes. */
class ModelFileFuzzTest {
    private static final int MUTATIONS = 10_000;
    private static final long MOST_ALLOCATED = 4 << 20; // a file of 20 KB, its buffers, its errors
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

    @Test
    void mutatedGgufFiles(@TempDir Path folder) throws IOException {
        byte[] whole = GgufBuilder.tinyLlama().build();
        Random random = new Random(17);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Path file = Files.write(folder.resolve("m.gguf"), mutated(whole, 1200, random));
            refused += refusedOrRead(i, () -> {
                try (Weights weights = Models.open(file)) {
                    weights.names().forEach(weights::read);
                }
            });
        }
        assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
    }

    @Test
    void mutatedSafetensorsFiles() {
        TreeMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            tensors.put(
                    "tensor" + i, new SafetensorsWriter.Tensor(new long[] {4, i + 1}, FloatBuffer.allocate(4 * i + 4)));
        }
        byte[] whole = SafetensorsWriter.toBytes(tensors);
        Random random = new Random(19);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = mutated(whole, 480, random);
            refused += refusedOrRead(i, () -> {
                try (SafetensorsFile file = SafetensorsFile.of(bytes, "m.safetensors")) {
                    file.tensorNames().forEach(file::read);
                }
            });
        }
        assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
    }

    /** Mostly in the header: bits, bytes, nasty integers, cuts, pieces moved. */
    private static byte[] mutated(byte[] whole, int header, Random random) {
        byte[] bytes = whole.clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
            int range = random.nextInt(8) == 0 ? bytes.length : Math.min(header, bytes.length);
            if (range < 16) {
                return bytes;
            }
            int at = random.nextInt(range - 8);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 ->
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(at, NASTY[random.nextInt(NASTY.length)]);
                case 3 ->
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, (int)
                            NASTY[random.nextInt(NASTY.length)]);
                case 4 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                default -> System.arraycopy(whole, random.nextInt(range - 8), bytes, at, random.nextInt(8));
            }
        }
        return bytes;
    }

    /** @return 1 when refused */
    private static int refusedOrRead(int mutation, Runnable read) {
        long before = allocated();
        int refused = 0;
        try {
            read.run();
        } catch (ModelFileException typed) {
            assertThat(typed.getMessage()).contains("m.").hasSizeLessThan(2000);
            refused = 1;
        }
        assertThat(allocated() - before)
                .as("bytes allocated by mutation %d", mutation)
                .isLessThan(MOST_ALLOCATED);
        return refused;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
