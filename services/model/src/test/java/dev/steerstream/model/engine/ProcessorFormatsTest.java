package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Which weight formats this processor serves, or the one that the environment pretends (the module's pom runs it a second time so): what it
 * cannot serve is refused with the reason, whether a kernel is missing or its products are wrong.
 */
class ProcessorFormatsTest {
    private static final boolean AVX2 = "AVX2".equals(System.getenv("ONEDNN_MAX_CPU_ISA"));

    /** Matrices whose numbers lie near the ends of their rows' range: sums of two products leave 16 bits. */
    private static final class Extreme extends TinyLlama {
        Extreme() {
            super(TinyLlama.GROUPED);
        }

        @Override
        public FloatBuffer read(String name) {
            FloatBuffer values = super.read(name);
            if (shape(name).length == 1) return values;
            float[] extreme = new float[values.remaining()];
            for (int i = 0; i < extreme.length; i++) {
                extreme[i] = Math.copySign(0.45f + 0.1f * Math.abs(values.get(i)), values.get(i));
            }
            return FloatBuffer.wrap(extreme);
        }
    }

    /** Why each format was refused; those that serve are left out. */
    private static Map<WeightFormat, String> refusals(TinyLlama weights) {
        Map<WeightFormat, String> refusals = new EnumMap<>(WeightFormat.class);
        for (WeightFormat format : EnumSet.complementOf(EnumSet.of(WeightFormat.AUTO))) {
            try (Engine engine = Engine.load(weights, Device.CPU, format, 1, 1 << 20)) {
                assertThat(engine.format().format()).isEqualTo(format);
            } catch (UnsupportedOptionException refused) {
                refusals.put(format, refused.getMessage());
            }
        }
        System.out.println("refused here" + (AVX2 ? " as AVX2" : "") + ": " + refusals);
        return refusals;
    }

    @Test
    void whatTheProcessorCannotServeIsRefusedWithTheReason() throws IOException {
        Map<WeightFormat, String> refusals = refusals(new TinyLlama(TinyLlama.GROUPED));
        assertThat(refusals.values()).allSatisfy(reason -> assertThat(reason).contains("on this processor"));
        if (AVX2) {
            assertThat(refusals).doesNotContainKey(WeightFormat.FLOAT32);
            assertThat(refusals.get(WeightFormat.BFLOAT16)).contains("kernels do not run on this processor");
        } else if (has("avx512_bf16", "avx512_vnni")) {
            assertThat(refusals).isEmpty();
        }
    }

    @Test
    void byteKernelsThatSaturateAreRefusedOrRight() throws IOException {
        Map<WeightFormat, String> refusals = refusals(new Extreme());
        if (AVX2) {
            assertThat(refusals.get(WeightFormat.INT8)).contains("products are off by");
            assertThat(refusals.get(WeightFormat.INT4))
                    .as("its output matrix is bytes too")
                    .contains("products are off by");
        } else if (has("avx512_vnni")) {
            assertThat(refusals).doesNotContainKey(WeightFormat.INT8);
        }
    }

    private static boolean has(String... flags) throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        return Files.exists(description)
                && Files.readString(description)
                        .lines()
                        .filter(line -> line.startsWith("flags"))
                        .findFirst()
                        .filter(line -> java.util.Arrays.stream(flags).allMatch(flag -> line.contains(" " + flag)))
                        .isPresent();
    }
}
