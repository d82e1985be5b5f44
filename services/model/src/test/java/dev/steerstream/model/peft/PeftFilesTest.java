package dev.steerstream.model.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.TransformerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * tiny-adapter: what PEFT 0.21.2 saved after five AdamW steps (lr 0.01, seed 0, 4 rows of 12 random ids) on a random llama of 2
 * layers, hidden 16, intermediate 24, 4 heads, 2 key heads, vocabulary 32; LoRA r 2, alpha 4 on q, k, v, o.
 */
class PeftFilesTest {
    private static final TransformerConfig TINY =
            new TransformerConfig("llama", 32, 16, 24, 2, 4, 2, 4, 64, 1e-6f, 10_000, false);

    private static Map<String, byte[]> golden() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : List.of(PeftFiles.CONFIG, PeftFiles.TENSORS)) {
            try (InputStream in = PeftFilesTest.class.getResourceAsStream("tiny-adapter/" + name)) {
                files.put(name, in.readAllBytes());
            }
        }
        return files;
    }

    private static LoraAdapter tiny(Map<String, byte[]> files) {
        return (LoraAdapter) PeftFiles.fromBytes(files, "tiny", TINY);
    }

    @Test
    void readsWhatPeftTrained() throws IOException {
        LoraAdapter adapter = tiny(golden());

        assertThat(adapter.config())
                .isEqualTo(new LoraConfig(2, 4, 0.1, List.of("k_proj", "o_proj", "q_proj", "v_proj"), false));
        assertThat(adapter.config().scale()).isEqualTo(2);
        assertThat(adapter.modules()).hasSize(8);
        LoraAdapter.Matrices keys = adapter.modules().get("model.layers.0.self_attn.k_proj");
        assertThat(keys.in()).isEqualTo(16);
        assertThat(keys.out()).isEqualTo(8);
        assertThat(keys.a().get(0)).isEqualTo(-0.009310326f);
        assertThat(keys.b().get(2)).isEqualTo(0.014242714f);
        assertThat(sum(keys.a())).isCloseTo(-1.0022432231344283, within(1e-12));
        LoraAdapter.Matrices output = adapter.modules().get("model.layers.0.self_attn.o_proj");
        assertThat(sum(output.a())).isCloseTo(-0.5388393141329288, within(1e-12));
        assertThat(sum(output.b())).isCloseTo(0.3651824207045138, within(1e-12));
    }

    private static double sum(FloatBuffer values) {
        double sum = 0;
        while (values.hasRemaining()) {
            sum += values.get();
        }
        return sum;
    }

    @Test
    void writtenAndReadBackIsTheSame(@TempDir Path folder) throws IOException {
        LoraAdapter adapter = tiny(golden());

        PeftFiles.write(adapter, folder.resolve("new"));
        PeftAdapter again = PeftFiles.read(folder.resolve("new"), TINY);

        assertThat(again.digest()).isEqualTo(adapter.digest()).matches("[0-9a-f]{64}");
        assertThat(again.config()).isEqualTo(adapter.config());
        assertThat(PeftFiles.toBytes(again).get(PeftFiles.TENSORS))
                .isEqualTo(PeftFiles.toBytes(adapter).get(PeftFiles.TENSORS));
    }

    @Test
    void digestChangesWithAnyNumberAndWithTheConfiguration() throws IOException {
        LoraAdapter adapter = tiny(golden());
        String name = adapter.modules().lastKey();
        LoraAdapter.Matrices last = adapter.modules().get(name);
        float[] changed = new float[last.b().remaining()];
        last.b().get(changed);
        changed[changed.length - 1] = Math.nextUp(changed[changed.length - 1]);
        Map<String, LoraAdapter.Matrices> modules = new TreeMap<>(adapter.modules());
        modules.put(name, new LoraAdapter.Matrices(last.in(), last.out(), last.a(), FloatBuffer.wrap(changed)));
        LoraConfig config = adapter.config();
        LoraConfig stabilised =
                new LoraConfig(config.rank(), config.alpha(), config.dropout(), config.targetModules(), true);

        assertThat(new LoraAdapter(config, modules).digest()).isNotEqualTo(adapter.digest());
        assertThat(new LoraAdapter(stabilised, adapter.modules()).digest()).isNotEqualTo(adapter.digest());
    }

    @Test
    void rankStabilisedScaleIsAlphaOverTheRootOfTheRank() {
        assertThat(new LoraConfig(16, 8, 0, List.of("q_proj"), true).scale()).isEqualTo(2);
        assertThat(LoraConfig.defaults().scale()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"use_dora\": false | \"use_dora\": true | use_dora",
                "\"modules_to_save\": null | \"modules_to_save\": [\"lm_head\"] | modules_to_save",
                "\"rank_pattern\": {} | \"rank_pattern\": {\"q_proj\": 4} | rank_pattern",
                "\"bias\": \"none\" | \"bias\": \"all\" | bias",
                "\"peft_type\": \"LORA\" | \"peft_type\": \"LOHA\" | peft_type",
                "\"init_lora_weights\": true | \"init_lora_weights\": \"pissa\" | init_lora_weights",
                "\"use_qalora\": false | \"use_future\": true | use_future",
                "\"r\": 2 | \"r\": 3 | rank 3",
                "\"r\": 2 | \"r\": 0 | rank is 0",
                "\"lora_alpha\": 4 | \"lora_alpha\": \"x\" | lora_alpha",
                "\"q_proj\", | \"lm_head\", | lm_head",
                "\"q_proj\", | \"up_proj\", | missing: model.layers.0.mlp.up_proj"
            })
    void unsupportedOptionsAreRefusedByName(String present, String instead, String named) throws IOException {
        Map<String, byte[]> files = golden();
        String text = new String(files.get(PeftFiles.CONFIG), StandardCharsets.UTF_8);
        assertThat(text).contains(present);
        files.put(PeftFiles.CONFIG, text.replace(present, instead).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> PeftFiles.fromBytes(files, "tiny", TINY))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(named);
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() {
        TransformerConfig wider = new TransformerConfig("llama", 32, 32, 24, 2, 4, 2, 8, 64, 1e-6f, 10_000, false);
        TransformerConfig deeper = new TransformerConfig("llama", 32, 16, 24, 3, 4, 2, 4, 64, 1e-6f, 10_000, false);

        assertThatThrownBy(() -> PeftFiles.fromBytes(golden(), "tiny", wider))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("[16, 32]");
        assertThatThrownBy(() -> PeftFiles.fromBytes(golden(), "tiny", deeper))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("model.layers.2");
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        FloatBuffer a = FloatBuffer.wrap(new float[] {1, Float.NaN});
        FloatBuffer b = FloatBuffer.wrap(new float[] {1, 2});
        LoraConfig config = new LoraConfig(1, 1, 0, List.of("q_proj"), false);
        Map<String, LoraAdapter.Matrices> modules =
                Map.of("model.layers.0.self_attn.q_proj", new LoraAdapter.Matrices(2, 2, a, b));

        assertThatThrownBy(() -> new LoraAdapter(config, modules)).hasMessageContaining("NaN");
    }

    /** Every single-bit change is read as other numbers or refused with a typed error. */
    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 4000; i++) {
            Map<String, byte[]> files = golden();
            byte[] bytes = files.get(i % 2 == 0 ? PeftFiles.CONFIG : PeftFiles.TENSORS);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(tiny(files).modules()).isNotEmpty();
            } catch (ModelFileException refused) {
                assertThat(refused).hasMessageContaining("tiny");
            }
        }
    }
}
