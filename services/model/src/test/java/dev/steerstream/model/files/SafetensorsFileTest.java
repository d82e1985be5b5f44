package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    static byte[] file(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    @Test
    void whatIsWrittenIsReadBack() {
        TreeMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        tensors.put("b", new SafetensorsWriter.Tensor(new long[] {2, 2}, FloatBuffer.wrap(new float[] {1, 2, 3, 4})));
        tensors.put("a", new SafetensorsWriter.Tensor(new long[] {1}, FloatBuffer.wrap(new float[] {-0.5f})));

        try (SafetensorsFile file = SafetensorsFile.of(SafetensorsWriter.toBytes(tensors), "x")) {
            assertThat(file.tensorNames()).containsExactly("a", "b");
            assertThat(file.shape("b")).containsExactly(2, 2);
            assertThat(file.read("b").get(3)).isEqualTo(4);
            assertThat(file.read("a").get(0)).isEqualTo(-0.5f);
        }
    }

    @Test
    void halvesAreReadExactly() {
        byte[] bytes = file(
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[2,4]}}",
                4);
        bytes[bytes.length - 3] = 0x3c; // 1.0 in F16
        bytes[bytes.length - 1] = (byte) 0xc0; // -2.0 in BF16
        try (SafetensorsFile file = SafetensorsFile.of(bytes, "x")) {
            assertThat(file.read("h").get(0)).isEqualTo(1f);
            assertThat(file.read("b").get(0)).isEqualTo(-2f);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", // shape x type is not the length
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", // a hole in front
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", // bytes behind
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", // overlap
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", // duplicate key
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", // type
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4,2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":1}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999],\"data_offsets\":[0,399999999996]}}",
                "[]",
                "{} {}",
                "{"
            })
    void hostileHeadersAreRefused(String header) {
        assertThatThrownBy(() -> SafetensorsFile.of(file(header, 8), "hostile"))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("hostile");
    }

    @Test
    void aHeaderLengthThatTheFileCannotHoldAllocatesNothing() {
        byte[] huge = ByteBuffer.allocate(18)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.MAX_VALUE)
                .array();
        assertThatThrownBy(() -> SafetensorsFile.of(huge, "huge")).isInstanceOf(ModelFileException.class);
        assertThatThrownBy(() -> SafetensorsFile.of(file("{\"\u00e9\":1}", 0), "x"))
                .isInstanceOf(ModelFileException.class);
        byte[] notUtf8 = file("{\"e\":1}", 0);
        notUtf8[10] = (byte) 0xff;
        assertThatThrownBy(() -> SafetensorsFile.of(notUtf8, "x")).hasMessageContaining("UTF-8");
    }

    /** A directory as transformers writes it, in two shards. */
    @Test
    void directoriesAreReadWholeAndInShards(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type":"llama","hidden_act":"silu","vocab_size":4,"hidden_size":8,"intermediate_size":8,
                "num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"max_position_embeddings":16,
                "rms_norm_eps":1e-5,"rope_theta":10000.0,"tie_word_embeddings":false}
                """);
        TransformerConfig config = ConfigReader.read(folder.resolve("config.json"));
        TreeMap<String, SafetensorsWriter.Tensor> first = new TreeMap<>();
        TreeMap<String, SafetensorsWriter.Tensor> second = new TreeMap<>();
        StringBuilder index = new StringBuilder();
        TensorNames.required(config).forEach((name, shape) -> {
            int elements = 1;
            for (long dimension : shape) {
                elements *= (int) dimension;
            }
            boolean inFirst = name.contains("layers");
            (inFirst ? first : second).put(name, new SafetensorsWriter.Tensor(shape, FloatBuffer.allocate(elements)));
            index.append(index.length() == 0 ? "" : ",")
                    .append("\"" + name + "\":\"" + (inFirst ? "one" : "two") + ".safetensors\"");
        });
        Path indexFile = folder.resolve("model.safetensors.index.json");
        Files.writeString(indexFile, "{\"metadata\":{},\"weight_map\":{" + index + "}}");
        Files.write(folder.resolve("one.safetensors"), SafetensorsWriter.toBytes(first));
        Files.write(folder.resolve("two.safetensors"), SafetensorsWriter.toBytes(second));
        try (Weights weights = Models.open(folder)) {
            assertThat(weights.names()).contains(TensorNames.OUTPUT).hasSize(12);
            assertThat(weights.read(TensorNames.OUTPUT).remaining()).isEqualTo(32);
            assertThat(weights.digest()).matches("[0-9a-f]{64}");
        }

        Files.writeString(indexFile, "{\"weight_map\":{" + index.toString().replace("one.saf", "../one.saf") + "}}");
        assertThatThrownBy(() -> Models.open(folder)).hasMessageContaining("../one.safetensors");

        second.putAll(first);
        Files.write(folder.resolve("model.safetensors"), SafetensorsWriter.toBytes(second));
        try (Weights weights = Models.open(folder)) {
            assertThat(weights.names()).hasSize(12);
        }
        second.remove(TensorNames.FINAL_NORM);
        Files.write(folder.resolve("model.safetensors"), SafetensorsWriter.toBytes(second));
        assertThatThrownBy(() -> Models.open(folder)).hasMessageContaining("model.norm.weight is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"model_type\":\"gpt2\"",
                "\"hidden_act\":\"gelu\"",
                "\"attention_bias\":true",
                "\"rope_scaling\":{\"rope_type\":\"llama3\"}",
                "\"rms_norm_eps\":-1",
                "\"num_attention_heads\":0",
                "\"hidden_size\":99999999999"
            })
    void unsupportedConfigurationsAreRefusedByName(String option, @TempDir Path folder) throws IOException {
        Map<String, String> options = new TreeMap<>(Map.of(
                "model_type", "\"llama\"",
                "vocab_size", "4",
                "hidden_size", "8",
                "intermediate_size", "8",
                "num_hidden_layers", "1",
                "num_attention_heads", "2",
                "max_position_embeddings", "16"));
        String name = option.substring(1, option.indexOf('"', 1));
        options.put(name, option.substring(option.indexOf(':') + 1));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        options.forEach((key, value) -> json.writeBytes(
                ((json.size() == 0 ? "{" : ",") + "\"" + key + "\":" + value).getBytes(StandardCharsets.UTF_8)));
        json.write('}');
        Path file = Files.write(folder.resolve("config.json"), json.toByteArray());

        assertThatThrownBy(() -> ConfigReader.read(file)).isInstanceOf(ModelFileException.class);
    }
}
