package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.model.files.format.HalfPrecision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWeightsTest {
    @TempDir
    private Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.gguf"), bytes);
    }

    @Test
    void readsConfigurationAndCanonicalNames() throws IOException {
        try (Weights weights = Models.open(file(GgufBuilder.tinyLlama().build()))) {
            assertThat(weights.config())
                    .isEqualTo(new TransformerConfig("llama", 8, 32, 64, 1, 4, 2, 8, 64, 1e-5f, 10_000, true));
            assertThat(weights.names())
                    .isEqualTo(TensorNames.required(weights.config()).keySet());
            assertThat(weights.shape("model.layers.0.mlp.down_proj.weight")).containsExactly(32, 64);
            assertThat(weights.digest()).isEqualTo(FileDigest.of(folder.resolve("model.gguf")));
        }
    }

    /** One block of each format against its formula, written naively in double precision (each product is exact there). */
    @Test
    void dequantisesEveryFormatByItsFormula() throws IOException {
        Random random = new Random(5);
        byte[] q80 = block(random, 34);
        byte[] q40 = block(random, 18);
        byte[] q41 = block(random, 20);
        GgufBuilder builder = new GgufBuilder()
                .tensor("q8_0", 8, q80, 32)
                .tensor("q4_0", 2, q40, 32)
                .tensor("q4_1", 3, q41, 32);
        try (GgufFile file = GgufFile.open(file(builder.build()))) {
            for (int i = 0; i < 32; i++) {
                assertThat(file.read("q8_0").get(i)).isEqualTo((float) (half(q80, 0) * q80[2 + i]));
                assertThat(file.read("q4_0").get(i)).isEqualTo((float) (half(q40, 0) * (nibble(q40, 2, i) - 8)));
                float product = (float) (half(q41, 0) * nibble(q41, 4, i)); // two roundings, as ggml's
                assertThat(file.read("q4_1").get(i)).isEqualTo((float) (product + half(q41, 2)));
            }
        }
    }

    private static byte[] block(Random random, int bytes) {
        byte[] block = GgufBuilder.bytes(random, bytes);
        block[1] = 0x2c; // a scale of a usual size
        if (bytes == 20) {
            block[3] = (byte) 0xb8;
        }
        return block;
    }

    private static double half(byte[] block, int at) {
        return HalfPrecision.fromFloat16(
                ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getShort(at));
    }

    private static int nibble(byte[] block, int start, int i) {
        return i < 16 ? block[start + i] & 15 : (block[start + i - 16] >> 4) & 15;
    }

    /** All 65,536 halves against the definition: (-1)^s 2^(e-15) (1 + f/1024). */
    @Test
    void everyHalfIsExact() {
        for (int bits = 0; bits < 65536; bits++) {
            int exponent = (bits >> 10) & 31;
            double fraction = (bits & 1023) / 1024.0;
            double magnitude = exponent == 31
                    ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
            Float expected = (float) (bits >> 15 == 0 ? magnitude : -magnitude); // boxed: equal NaN, unequal zeros
            assertThat(HalfPrecision.fromFloat16((short) bits)).isEqualTo(expected);
        }
    }

    /** llama.cpp's converter: reshape(heads, 2, half, in), swap the middle two. Row r holds r, so the order shows. */
    @Test
    void queryRowsAreInTransformersOrder() throws IOException {
        ByteBuffer stored = ByteBuffer.allocate(16 * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int head = 0; head < 2; head++) {
            for (int i = 0; i < 4; i++) {
                for (int half = 0; half < 2; half++) {
                    stored.putFloat(head * 8 + half * 4 + i);
                }
            }
        }
        FloatBuffer rows;
        try (GgufFile file = GgufFile.open(
                file(new GgufBuilder().tensor("q", 0, stored.array(), 1, 16).build()))) {
            rows = file.read("q", RowOrder.interleavedHalves(8));
        }
        for (int row = 0; row < 16; row++) {
            assertThat(rows.get(row)).isEqualTo(row);
        }
    }

    @Test
    void unreadableFormatsAndForeignTensorsAreRefusedByName() throws IOException {
        Path q2 = file(new GgufBuilder().tensor("x", 10, new byte[84], 256).build());
        assertThatThrownBy(() -> GgufFile.open(q2))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("Q2_K")
                .hasMessageContaining("Q4_1");

        Path foreign = file(GgufBuilder.tinyLlama()
                .tensor("blk.0.attn_q.bias", 0, new byte[128], 32)
                .build());
        assertThatThrownBy(() -> Models.open(foreign)).hasMessageContaining("attn_q.bias");

        Path scaled = file(GgufBuilder.tinyLlama()
                .string("llama.rope.scaling.type", "yarn")
                .build());
        assertThatThrownBy(() -> Models.open(scaled)).hasMessageContaining("llama.rope.scaling.type is yarn");

        Path mistral =
                file(new GgufBuilder().string("general.architecture", "mamba").build());
        assertThatThrownBy(() -> Models.open(mistral)).hasMessageContaining("mamba");
        assertThatThrownBy(() -> Models.open(folder.resolve("none"))).isInstanceOf(ModelFileException.class);
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = GgufBuilder.tinyLlama().build();
        for (int length = 0; length < whole.length - 32; length += 7) {
            Path cut = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Models.open(cut)).isInstanceOf(ModelFileException.class);
        }
    }
}
