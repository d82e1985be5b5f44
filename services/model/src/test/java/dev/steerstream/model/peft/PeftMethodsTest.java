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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The folders tiny-ia3, tiny-prompt, tiny-prefix and tiny-rslora: what PEFT 0.21.2 saved after five AdamW steps (lr 0.01, seed
 * 0, 4 rows of 12 random ids) on a random llama of 2 layers, hidden 16, intermediate 24, 4 heads, 2 key heads, vocabulary 32.
 * IA3 on q, k, v, o, up, down with down feed-forward; 3 virtual tokens; the prefix through an encoder of 5; LoRA r 2, alpha 4,
 * rank-stabilised, on all-linear.
 */
class PeftMethodsTest {
    private static final TransformerConfig TINY =
            new TransformerConfig("llama", 32, 16, 24, 2, 4, 2, 4, 64, 1e-6f, 10_000, false);

    private static Map<String, byte[]> golden(String folder) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : List.of(PeftFiles.CONFIG, PeftFiles.TENSORS)) {
            try (InputStream in = PeftMethodsTest.class.getResourceAsStream(folder + "/" + name)) {
                files.put(name, in.readAllBytes());
            }
        }
        return files;
    }

    private static PeftAdapter read(String folder) throws IOException {
        return PeftFiles.fromBytes(golden(folder), folder, TINY);
    }

    private static double sum(FloatBuffer values) {
        double sum = 0;
        while (values.hasRemaining()) {
            sum += values.get();
        }
        return sum;
    }

    @Test
    void readsIa3() throws IOException {
        Ia3Adapter adapter = (Ia3Adapter) read("tiny-ia3");

        assertThat(adapter.config()).isEqualTo(Ia3Config.defaults());
        FloatBuffer down = adapter.vector("model.layers.0.mlp.down_proj");
        assertThat(down.get(0)).isEqualTo(1.0494990348815918f);
        assertThat(sum(down)).isCloseTo(24.18789267539978, within(1e-12));
        FloatBuffer keys = adapter.vector("model.layers.0.self_attn.k_proj");
        assertThat(keys.remaining()).isEqualTo(8);
        assertThat(sum(keys)).isCloseTo(7.997403800487518, within(1e-12));
        assertThat(adapter.tensors()).hasSize(12);
    }

    @Test
    void readsPromptTuning() throws IOException {
        PromptTuningAdapter adapter = (PromptTuningAdapter) read("tiny-prompt");

        assertThat(adapter.config()).isEqualTo(new PromptTuningConfig(3));
        assertThat(adapter.hiddenSize()).isEqualTo(16);
        assertThat(adapter.embeddings().get(0)).isEqualTo(0.5337734222412109f);
        assertThat(sum(adapter.embeddings())).isCloseTo(-6.112153839319944, within(1e-12));
    }

    @Test
    void readsThePrefixThatAnEncoderMade() throws IOException {
        PrefixTuningAdapter adapter = (PrefixTuningAdapter) read("tiny-prefix");

        assertThat(adapter.config()).isEqualTo(new PrefixTuningConfig(3, true, 5));
        assertThat(adapter.shape()).isEqualTo(new PrefixTuningAdapter.Shape(2, 2, 4));
        assertThat(adapter.prefix().get(0)).isEqualTo(-0.002400219440460205f);
        assertThat(sum(adapter.prefix())).isCloseTo(2.2933189421892166, within(1e-12));
    }

    @Test
    void readsRankStabilisedLoraOnAllLinearLayersByTheirWholeNames() throws IOException {
        LoraAdapter adapter = (LoraAdapter) read("tiny-rslora");

        assertThat(adapter.config())
                .isEqualTo(new LoraConfig(
                        2,
                        4,
                        0,
                        List.of("down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"),
                        true));
        assertThat(adapter.modules()).hasSize(14);
        LoraAdapter.Matrices gate = adapter.modules().get("model.layers.0.mlp.gate_proj");
        assertThat(sum(gate.a())).isCloseTo(1.2089051119983196, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-adapter", "tiny-ia3", "tiny-prompt", "tiny-prefix", "tiny-rslora"})
    void writtenAndReadBackIsTheSame(String folder, @TempDir Path directory) throws IOException {
        PeftAdapter adapter = read(folder);

        PeftFiles.write(adapter, directory);
        PeftAdapter again = PeftFiles.read(directory, TINY);

        assertThat(again.digest()).isEqualTo(adapter.digest()).matches("[0-9a-f]{64}");
        assertThat(again.config()).isEqualTo(adapter.config());
        assertThat(again.tensors().keySet()).isEqualTo(adapter.tensors().keySet());
        assertThat(PeftFiles.toBytes(again).get(PeftFiles.TENSORS))
                .isEqualTo(PeftFiles.toBytes(adapter).get(PeftFiles.TENSORS));
    }

    /** Stored adapters are known by it. */
    @Test
    void aLoraAdaptersDigestIsWhatItWasBeforeThereWereOtherMethods() throws IOException {
        assertThat(read("tiny-adapter").digest())
                .isEqualTo("ad0962a987b107d7dbeac3fe2875a82b340e9bb84dbc6e18cad5b34b5eb8078a");
    }

    static Stream<PeftConfig> papersDefaults() {
        return Stream.of(
                LoraConfig.defaults(),
                Ia3Config.defaults(),
                PromptTuningConfig.defaults(),
                PrefixTuningConfig.defaults());
    }

    @ParameterizedTest
    @MethodSource("papersDefaults")
    void everyMethodHasANameOfItsOwn(PeftConfig config) {
        assertThat(config.method()).isIn("lora", "ia3", "prompt_tuning", "p_tuning_v2");
        assertThat(papersDefaults().map(PeftConfig::method)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tiny-ia3 | \"modules_to_save\": null | \"modules_to_save\": [\"lm_head\"] | modules_to_save",
                "tiny-ia3 | \"fan_in_fan_out\": false | \"fan_in_fan_out\": true | fan_in_fan_out",
                "tiny-ia3 | \"down_proj\"\\n  ], | \"gate_proj\"\\n  ], | gate_proj",
                "tiny-ia3 | \"up_proj\", | \"gate_proj\", | gate_proj",
                "tiny-ia3 | \"task_type\": \"CAUSAL_LM\" | \"task_type\": \"SEQ_CLS\" | SEQ_CLS",
                "tiny-prompt | \"token_dim\": 16 | \"token_dim\": 8 | token_dim",
                "tiny-prompt | \"num_virtual_tokens\": 3 | \"num_virtual_tokens\": 4 | [4, 16]",
                "tiny-prompt | \"num_virtual_tokens\": 3 | \"num_virtual_tokens\": 0 | virtualTokens is 0",
                "tiny-prompt | \"num_virtual_tokens\": 3 | \"num_virtual_tokens\": 2.5 | whole number",
                "tiny-prompt | \"PROMPT_TUNING\" | \"P_TUNING\" | P_TUNING",
                "tiny-prompt | \"num_transformer_submodules\": 1 | \"num_transformer_submodules\": 2 | submodules",
                "tiny-prefix | \"num_layers\": 2 | \"num_layers\": 3 | num_layers",
                "tiny-prefix | \"num_attention_heads\": 2 | \"num_attention_heads\": 4 | num_attention_heads",
                "tiny-prefix | \"token_dim\": 8 | \"token_dim\": 16 | token_dim",
                "tiny-prefix | \"encoder_hidden_size\": 5 | \"encoder_hidden_size\": 0 | encoderHiddenSize",
                "tiny-prefix | \"init_weights\": null | \"future\": true | future"
            })
    void unsupportedOptionsAreRefusedByName(String folder, String present, String instead, String named)
            throws IOException {
        Map<String, byte[]> files = golden(folder);
        String text = new String(files.get(PeftFiles.CONFIG), StandardCharsets.UTF_8);
        String from = present.replace("\\n", "\n");
        assertThat(text).contains(from);
        files.put(
                PeftFiles.CONFIG,
                text.replace(from, instead.replace("\\n", "\n")).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> PeftFiles.fromBytes(files, folder, TINY))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-ia3", "tiny-prompt", "tiny-prefix"})
    void anAdapterOfAnotherModelIsRefused(String folder) {
        TransformerConfig wider = new TransformerConfig("llama", 32, 32, 48, 2, 4, 2, 8, 64, 1e-6f, 10_000, false);

        assertThatThrownBy(() -> PeftFiles.fromBytes(golden(folder), folder, wider))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(folder);
        assertThatThrownBy(() -> read(folder).checkFits(wider)).hasMessageContaining("Use the model it was made for");
    }

    /** Every single-bit change is read as other numbers or refused with a typed error. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-ia3", "tiny-prompt", "tiny-prefix"})
    void mutatedFilesAreReadOrRefused(String folder) throws IOException {
        Random random = new Random(12);
        for (int i = 0; i < 2000; i++) {
            Map<String, byte[]> files = golden(folder);
            byte[] bytes = files.get(i % 2 == 0 ? PeftFiles.CONFIG : PeftFiles.TENSORS);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(PeftFiles.fromBytes(files, folder, TINY).tensors()).isNotEmpty();
            } catch (ModelFileException refused) {
                assertThat(refused).hasMessageContaining(folder);
            }
        }
    }
}
