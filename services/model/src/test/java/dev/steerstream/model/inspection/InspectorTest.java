package dev.steerstream.model.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.GgufBuilder;
import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {
    @TempDir
    private Path folder;

    private static Inspection inspect(Path path) {
        return new Inspector(true).inspect(path);
    }

    /** Two tensors of one type, 4 numbers each. */
    private static byte[] safetensors(String type, int bytesOfOne) {
        TreeMap<String, SafetensorsWriter.Entry> entries = new TreeMap<>();
        entries.put("one", new SafetensorsWriter.Entry(type, List.of(2L, 2L), 4L * bytesOfOne));
        entries.put("two", new SafetensorsWriter.Entry(type, List.of(4L), 4L * bytesOfOne));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SafetensorsWriter.header(entries));
        file.writeBytes(new byte[8 * bytesOfOne]);
        return file.toByteArray();
    }

    @Test
    void aGgufModelIsTold() throws IOException {
        Path file =
                Files.write(folder.resolve("tiny.gguf"), GgufBuilder.tinyLlama().build());
        Inspection found = inspect(file);
        assertThat(found.kind()).isEqualTo(Inspection.Kind.GGUF);
        assertThat(found.bytes()).isEqualTo(Files.size(file));
        assertThat(found.digest()).contains(FileDigest.of(file));
        assertThat(found.architecture()).contains("llama");
        assertThat(found.shape().orElseThrow().hiddenSize()).isEqualTo(32);
        assertThat(found.tensorTypes())
                .contains(
                        new Inspection.TensorType("F32", true, 3, 96, 384),
                        new Inspection.TensorType("Q4_1", true, 4, 4096, 2560));
        assertThat(found.chatTemplate()).isEmpty();
        assertThat(found.unsupported())
                .singleElement()
                .asString()
                .contains("tokenizer.ggml.token_type"); // this one has no usable tokenizer
        assertThat(new Inspector(false).inspect(file).digest()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsNamedWithItsFormat() throws IOException {
        GgufBuilder builder = new GgufBuilder()
                .string("general.architecture", "mamba")
                .tensor("a", 10, new byte[84], 256)
                .tensor("b", 10, new byte[168], 256, 2)
                .tensor("c", 0, new byte[16], 4);
        Path file = Files.write(folder.resolve("odd.gguf"), builder.build());
        Inspection found = inspect(file);
        assertThat(found.architecture()).contains("mamba");
        assertThat(found.tensorTypes())
                .containsExactly(
                        new Inspection.TensorType("F32", true, 1, 4, 16),
                        new Inspection.TensorType("Q2_K", false, 2, 768, 252));
        assertThat(found.unsupported())
                .anySatisfy(sentence -> assertThat(sentence).contains("Q2_K (2 tensors)"))
                .anySatisfy(sentence -> assertThat(sentence).contains("mamba"));
        assertThatThrownBy(() -> GgufFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("Q2_K");
    }

    @Test
    void safetensorsAreToldAlone() throws IOException {
        Path file = Files.write(folder.resolve("x.safetensors"), safetensors("F8_E4M3", 1));
        Inspection found = inspect(file);
        assertThat(found.tensorTypes()).containsExactly(new Inspection.TensorType("F8_E4M3", false, 2, 8, 8));
        assertThat(found.unsupported()).singleElement().asString().contains("F8_E4M3 (2 tensors)");
    }

    @Test
    void aDirectoryWithoutUsableWeightsSaysWhy() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"gpt_neox\"}");
        Files.write(folder.resolve("pytorch_model.bin"), new byte[] {1});
        Inspection found = inspect(folder);
        assertThat(found.kind()).isEqualTo(Inspection.Kind.DIRECTORY);
        assertThat(found.architecture()).contains("gpt_neox");
        assertThat(found.unsupported())
                .anySatisfy(sentence -> assertThat(sentence).contains("gpt_neox"))
                .anySatisfy(sentence -> assertThat(sentence).contains("pickled weights are never read"))
                .anySatisfy(sentence -> assertThat(sentence).contains("tokenizer.json"));
    }

    @Test
    void anAdapterAndAnExportedProfileAreTold() throws IOException {
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\":\"VERA\",\"r\":4,\"target_modules\":[\"q_proj\"]}");
        Path tensors = Files.write(folder.resolve("adapter_model.safetensors"), safetensors("F32", 4));
        Inspection adapter = inspect(folder);
        assertThat(adapter.kind()).isEqualTo(Inspection.Kind.ADAPTER);
        assertThat(adapter.details()).containsEntry("peft_type", "VERA").containsEntry("r", "4");
        assertThat(adapter.unsupported()).singleElement().asString().contains("VERA");

        Files.writeString(
                folder.resolve(Inspector.MANIFEST),
                "{\"task\":\"triage\",\"adapter_digest\":\"" + "c".repeat(64)
                        + "\",\"files\":{\"adapter_model.safetensors\":\"" + FileDigest.of(tensors)
                        + "\",\"adapter_config.json\":\"" + "0".repeat(64) + "\"}}");
        Inspection profile = inspect(folder);
        assertThat(profile.kind()).isEqualTo(Inspection.Kind.PROFILE);
        assertThat(profile.details()).containsEntry("task", "triage");
        assertThat(profile.unsupported())
                .anySatisfy(sentence ->
                        assertThat(sentence).contains("adapter_config.json").contains("the manifest says"));
        assertThat(profile.unsupported()).noneMatch(sentence -> sentence.contains("model.safetensors: sha256"));
    }

    @Test
    void whatIsNoModelAtAllIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("text.gguf"), "hello".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> inspect(file)).isInstanceOf(ModelFileException.class);
    }
}
