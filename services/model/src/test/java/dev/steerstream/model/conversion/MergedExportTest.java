package dev.steerstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.Engine;
import dev.steerstream.model.engine.TinyModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PromptTuningAdapter;
import dev.steerstream.model.peft.PromptTuningConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A merged model, written as shards and read again, says what the warm model says. */
class MergedExportTest {
    /** Of logits: both are float32, and sum in another order. */
    private static final double TOLERANCE = 1e-4;

    private static final int[] IDS = {5, 17, 88, 3, 41, 60, 9, 72, 33, 12, 96, 54};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "llama, lora", "mistral, lora", "qwen2, lora", "qwen3, lora", "gemma3, lora",
        "llama, ia3", "mistral, ia3", "qwen2, ia3", "qwen3, ia3", "gemma3, ia3"
    })
    void aMergedModelSaysWhatTheWarmModelSays(String architecture, String method) throws IOException {
        TinyModel base = TinyModel.of(architecture);
        PeftAdapter adapter = method.equals("lora")
                ? HashedAdapter.of(base.config(), 0.6f)
                : HashedAdapter.multiplying(base.config(), 0.6f);
        Files.write(
                folder.resolve("config.json"),
                TransformersExport.pretty(ConfigJson.of(base.config(), ExportedType.FLOAT32)));
        List<String> files = new SafetensorsShards(new MergedWeights(base, adapter), ExportedType.FLOAT32.format())
                .write(folder, 20_000);

        assertThat(files)
                .contains("model-00001-of-%05d.safetensors".formatted(files.size() - 1))
                .contains("model.safetensors.index.json")
                .hasSizeGreaterThan(3);
        try (Weights merged = Models.open(folder);
                Engine expected = Engine.load(base, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20);
                Engine found = Engine.load(merged, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20)) {
            assertThat(merged.config()).isEqualTo(base.config());
            expected.attach("merged", adapter);
            List<float[]> warm = logits(expected, "merged");
            List<float[]> plain = logits(expected, null);
            List<float[]> exported = logits(found, null);
            assertThat(distance(exported, warm)).isLessThan(TOLERANCE);
            assertThat(distance(exported, plain)).isGreaterThan(0.1);
        }
    }

    @Test
    void aMethodThatChangesNoWeightIsRefusedByName() {
        TinyModel base = TinyModel.of("llama");
        PeftAdapter prompt = new PromptTuningAdapter(new PromptTuningConfig(2), 32, FloatBuffer.wrap(new float[64]));
        assertThatThrownBy(() -> new MergedWeights(base, prompt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only lora and ia3 can be merged");
    }

    private static List<float[]> logits(Engine engine, String adapter) {
        List<float[]> logits = new ArrayList<>();
        engine.score(
                List.of(new TokenRow(IDS, 1)),
                adapter,
                (row, token, gold, warm, base) -> logits.add((adapter == null ? base : warm).clone()));
        return logits;
    }

    private static double distance(List<float[]> left, List<float[]> right) {
        assertThat(left).hasSameSizeAs(right);
        double most = 0;
        for (int token = 0; token < left.size(); token++) {
            for (int v = 0; v < left.get(token).length; v++) {
                most = Math.max(most, Math.abs(left.get(token)[v] - right.get(token)[v]));
            }
        }
        return most;
    }
}
