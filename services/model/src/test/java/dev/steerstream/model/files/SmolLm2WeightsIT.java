package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.TestModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * The default model's weights against transformers' reading of the same GGUF file.
 *
 * <p>Recipe: {@code AutoModelForCausalLM.from_pretrained(dir, gguf_file=file, dtype=float32)}, saved as safetensors; then sha256
 * over the lines {@code name sha256(little-endian float32)} of all 272 tensors, sorted by name.
 */
class SmolLm2WeightsIT {
    private static final String ALL_TENSORS = "e9ba9e15d07a2e3e1b7c899279e4b3847451f24e73819edfdd3dff845b6ff26a";

    @Test
    void everyTensorEqualsTransformersBitForBit() {
        MessageDigest all = FileDigest.sha256();
        try (Weights weights = Models.open(TestModel.smollm2())) {
            assertThat(weights.config())
                    .isEqualTo(
                            new TransformerConfig("llama", 49152, 576, 1536, 30, 9, 3, 64, 8192, 1e-5f, 100_000, true));
            assertThat(weights.names()).hasSize(272);
            weights.names()
                    .forEach(name -> all.update(
                            (name + " " + sha256(weights.read(name)) + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(HexFormat.of().formatHex(all.digest())).isEqualTo(ALL_TENSORS);
    }

    private static String sha256(FloatBuffer values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return HexFormat.of().formatHex(FileDigest.sha256().digest(bytes.array()));
    }
}
