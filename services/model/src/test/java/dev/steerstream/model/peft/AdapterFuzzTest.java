package dev.steerstream.model.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.steerstream.model.Mutations;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.TransformerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damaged adapters, as {@link PeftFilesTest} has them whole, are read as other numbers or refused with the typed error, in bounded memory. */
class AdapterFuzzTest {
    private static final TransformerConfig TINY =
            new TransformerConfig("llama", 32, 16, 24, 2, 4, 2, 4, 64, 1e-6f, 10_000, false);
    private static final long MOST_ALLOCATED = 4 << 20; // files of 10 KB, their buffers, their errors

    @ParameterizedTest
    @CsvSource({PeftFiles.CONFIG + ", 4096, 29", PeftFiles.TENSORS + ", 1600, 31"})
    void damagedFilesOfAnAdapter(String damaged, int interesting, int test) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : List.of(PeftFiles.CONFIG, PeftFiles.TENSORS)) {
            try (InputStream in = AdapterFuzzTest.class.getResourceAsStream("tiny-adapter/" + name)) {
                files.put(name, in.readAllBytes());
            }
        }
        PeftFiles.fromBytes(files, "tiny", TINY); // the first time loads classes, and so does the first refusal
        Mutations mutations = new Mutations(files.get(damaged), interesting, test);
        files.put(damaged, Arrays.copyOf(files.get(damaged), 7));
        assertThatThrownBy(() -> PeftFiles.fromBytes(files, "tiny", TINY)).hasMessageContaining("tiny");
        int refused = 0;
        for (int i = 0; i < Mutations.INPUTS; i++) {
            files.put(damaged, mutations.next());
            long before = allocated();
            try {
                PeftFiles.fromBytes(files, "tiny", TINY);
            } catch (ModelFileException typed) {
                assertThat(typed.getMessage()).contains("tiny").hasSizeLessThan(2000);
                refused++;
            }
            long taken = allocated() - before;
            if (taken >= MOST_ALLOCATED) {
                assertThat(taken).as("bytes allocated by mutation %d", i).isLessThan(MOST_ALLOCATED);
            }
        }
        assertThat(refused).isBetween(Mutations.INPUTS / 10, Mutations.INPUTS - 1);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
