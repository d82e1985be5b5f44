package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.steerstream.model.Mutations;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Damaged files are read as other numbers or refused with the typed error, and never cost more memory than they have bytes. */
class ModelFileFuzzTest {
    private static final long MOST_ALLOCATED = 4 << 20; // a file of 20 KB, its buffers, its errors

    @Test
    void mutatedGgufFiles() {
        readOrRefuse(GgufBuilder.tinyLlama().build(), 1200, 17, bytes -> {
            try (Weights weights = new GgufWeights(GgufFile.of(bytes, "m.gguf"))) {
                weights.names().forEach(weights::read);
            }
        });
    }

    @Test
    void mutatedSafetensorsFiles() {
        TreeMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            tensors.put(
                    "tensor" + i, new SafetensorsWriter.Tensor(new long[] {4, i + 1}, FloatBuffer.allocate(4 * i + 4)));
        }
        readOrRefuse(SafetensorsWriter.toBytes(tensors), 480, 19, bytes -> {
            try (SafetensorsFile file = SafetensorsFile.of(bytes, "m.safetensors")) {
                file.tensorNames().forEach(file::read);
            }
        });
    }

    private static void readOrRefuse(byte[] whole, int header, int test, Consumer<byte[]> read) {
        read.accept(whole); // the first time loads classes, and so does the first refusal
        assertThatThrownBy(() -> read.accept(Arrays.copyOf(whole, 7))).hasMessageContaining("m.");
        Mutations mutations = new Mutations(whole, header, test);
        int refused = 0;
        for (int i = 0; i < Mutations.INPUTS; i++) {
            byte[] bytes = mutations.next();
            long before = allocated();
            try {
                read.accept(bytes);
            } catch (ModelFileException typed) {
                assertThat(typed.getMessage()).contains("m.").hasSizeLessThan(2000);
                refused++;
            }
            long taken = allocated() - before;
            if (taken >= MOST_ALLOCATED) { // asked only where it is news: a million descriptions take time
                assertThat(taken).as("bytes allocated by mutation %d", i).isLessThan(MOST_ALLOCATED);
            }
        }
        assertThat(refused).isBetween(Mutations.INPUTS / 4, Mutations.INPUTS - 1);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
