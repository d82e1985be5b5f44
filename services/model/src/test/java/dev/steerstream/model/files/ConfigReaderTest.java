package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.model.architecture.Activation;
import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.engine.TinyModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.json as transformers 4 and 5 write it, for the tiny model of each architecture. */
class ConfigReaderTest {
    private static final String SIZES = """
            "vocab_size":97,"hidden_size":32,"intermediate_size":48,"num_attention_heads":4,"max_position_embeddings":320,
            "rms_norm_eps":1e-5,""";
    private static final String PLAIN_ROPE = "\"rope_parameters\":{\"rope_theta\":%s,\"rope_type\":\"default\"},";
    private static final String GEMMA = SIZES + """
            "model_type":"gemma3_text","num_hidden_layers":3,"num_key_value_heads":1,"head_dim":16,"sliding_window":6,
            "query_pre_attn_scalar":24,"hidden_activation":"gelu_pytorch_tanh",""";

    @TempDir
    private Path folder;

    private TransformerConfig read(String settings) throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, "{" + settings.strip().replaceAll(",$", "") + "}");
        return ConfigReader.read(file);
    }

    private static String qwen(String type, String rest) {
        return SIZES + "\"model_type\":\"" + type + "\",\"num_hidden_layers\":2,\"num_key_value_heads\":2,"
                + "\"hidden_act\":\"silu\",\"use_sliding_window\":false,\"sliding_window\":4096,\"max_window_layers\":28,"
                + rest;
    }

    @Test
    void everyArchitectureIsRead() throws IOException {
        assertThat(read(qwen("qwen2", "\"tie_word_embeddings\":true," + PLAIN_ROPE.formatted("1000000.0"))))
                .isEqualTo(TinyModel.of("qwen2").config());
        assertThat(read(qwen("qwen3", "\"head_dim\":16,\"rope_theta\":1000000.0")))
                .isEqualTo(TinyModel.of("qwen3").config());
        assertThat(read(SIZES + "\"model_type\":\"mistral\",\"num_hidden_layers\":2,\"num_key_value_heads\":2,"
                        + "\"sliding_window\":7," + PLAIN_ROPE.formatted("10000.0")))
                .isEqualTo(TinyModel.of("mistral").config());
        assertThat(read(SIZES + "\"model_type\":\"llama\",\"num_hidden_layers\":2,\"num_key_value_heads\":2,"
                        + "\"attention_bias\":false,\"mlp_bias\":false,\"tie_word_embeddings\":true"))
                .isEqualTo(TinyModel.of("llama").config());
        assertThat(read(GEMMA + """
                "layer_types":["sliding_attention","full_attention","sliding_attention"],
                "rope_parameters":{"full_attention":{"rope_theta":1000000.0,"rope_type":"default"},
                "sliding_attention":{"rope_theta":10000.0,"rope_type":"default"}}""")).isEqualTo(TinyModel.of("gemma3").config());
    }

    @Test
    void whatAConfigurationDoesNotSayIsWhatTransformersAssumes() throws IOException {
        TransformerConfig gemma =
                read(SIZES + "\"model_type\":\"gemma3_text\",\"num_hidden_layers\":7,\"sliding_window\":6");
        assertThat(gemma.headSize()).isEqualTo(256);
        assertThat(gemma.tiedEmbeddings()).isTrue();
        assertThat(gemma.ropeTheta()).isEqualTo(1_000_000);
        assertThat(gemma.slidingRopeTheta()).isEqualTo(10_000);
        assertThat(gemma.slidingLayers()).containsExactly(1, 1, 1, 1, 1, 0, 1);
        assertThat(gemma.attentionScale()).isEqualTo(1 / 16.0);
        assertThat(gemma.design().activation()).isEqualTo(Activation.GELU_TANH);
        assertThat(read(qwen("qwen3", "")).headSize()).isEqualTo(128);
        assertThat(read(qwen("qwen2", "")
                                .replace(
                                        "false,\"sliding_window\":4096,\"max_window_layers\":28",
                                        "true," + "\"sliding_window\":5,\"max_window_layers\":1"))
                        .slidingLayers())
                .containsExactly(0, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "final_logit_softcapping | 30.0",
                "attn_logit_softcapping | 50.0",
                "use_bidirectional_attention | true",
                "attention_bias | true",
                "hidden_activation | \"gelu\"",
                "layer_types | [\"chunked_attention\"]",
                "sliding_window | \"wide\"",
                "rope_scaling | {\"rope_type\":\"linear\",\"factor\":8.0}",
                "rope_parameters | {\"sliding_attention\":{\"rope_type\":\"yarn\"}}",
                "partial_rotary_factor | 0.5",
                "quantization_config | {\"quant_method\":\"gptq\"}",
                "query_pre_attn_scalar | 0",
                "hidden_size | 32.5",
                "model_type | \"gemma3\""
            })
    void whatIsNotComputedIsRefusedByName(String name, String value) {
        String others = GEMMA.replaceAll("\"" + name + "\":[^,]+,", "");
        assertThatThrownBy(() -> read(others + "\"" + name + "\":" + value))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(name.equals("query_pre_attn_scalar") ? "attentionScale" : name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "gemma3"})
    void aDirectorysTensorsHaveTheirCanonicalNamesAndNormsAreFactors(String architecture) throws IOException {
        TinyModel tiny = TinyModel.of(architecture);
        List<String> order = new ArrayList<>(tiny.names());
        TreeMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        for (String name : order) {
            FloatBuffer values = tiny.read(name);
            if (architecture.equals("gemma3") && tiny.shape(name).length == 1) { // stored less one
                values = FloatBuffer.wrap(HashedNumbers.fill(order.indexOf(name), values.capacity(), 0.2f, 0));
            }
            tensors.put(name, new SafetensorsWriter.Tensor(tiny.shape(name), values));
        }
        Files.write(folder.resolve("model.safetensors"), SafetensorsWriter.toBytes(tensors));
        if (architecture.equals("gemma3")) {
            read(GEMMA + "\"layer_types\":[\"sliding_attention\",\"full_attention\",\"sliding_attention\"]");
        } else {
            read(qwen("qwen2", "\"tie_word_embeddings\":true"));
        }

        try (Weights weights = Models.open(folder)) {
            assertThat(weights.names()).isEqualTo(tiny.names());
            for (String name : order) {
                assertThat(weights.read(name)).as(name).isEqualTo(tiny.read(name));
                FloatBuffer own = FloatBuffer.allocate(tiny.read(name).capacity());
                weights.read(name, own);
                assertThat(own).as(name).isEqualTo(tiny.read(name));
                assertThatThrownBy(() -> weights.read(name, FloatBuffer.allocate(1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("the buffer for it 1");
            }
        }
    }
}
