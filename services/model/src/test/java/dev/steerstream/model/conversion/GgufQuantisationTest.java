package dev.steerstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.GgufBuilder;
import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufQuantisationTest {
    @TempDir
    private Path folder;

    private Path source;
    private int tensor;

    /** A llama of one layer in F32, one matrix with rows of 48, which no format of 32 numbers can have. */
    @BeforeEach
    void model() throws IOException {
        GgufBuilder file = new GgufBuilder()
                .string("general.architecture", "llama")
                .uint32("general.file_type", 0)
                .uint32("llama.block_count", 1)
                .uint32("llama.context_length", 64)
                .uint32("llama.embedding_length", 32)
                .uint32("llama.feed_forward_length", 48)
                .uint32("llama.attention.head_count", 4)
                .uint32("llama.attention.head_count_kv", 2)
                .float32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .strings("tokenizer.ggml.tokens", List.of("a", "b", "\u00fc"));
        add(file, "output_norm.weight", 32);
        add(file, "token_embd.weight", 32, 8);
        add(file, "blk.0.attn_norm.weight", 32);
        add(file, "blk.0.ffn_norm.weight", 32);
        add(file, "blk.0.attn_q.weight", 32, 32);
        add(file, "blk.0.attn_k.weight", 32, 16);
        add(file, "blk.0.attn_v.weight", 32, 16);
        add(file, "blk.0.attn_output.weight", 32, 32);
        add(file, "blk.0.ffn_gate.weight", 32, 48);
        add(file, "blk.0.ffn_up.weight", 32, 48);
        add(file, "blk.0.ffn_down.weight", 48, 32);
        source = Files.write(folder.resolve("source.gguf"), file.build());
    }

    private void add(GgufBuilder file, String name, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(HashedNumbers.fill(tensor++, count, 1, 0));
        file.tensor(name, 0, bytes.array(), shape);
    }

    @ParameterizedTest
    @CsvSource({"bfloat16, BF16, BF16, 32, 0.003", "int8, Q8_0, Q8_0, 7, 0.006", "int4, Q4_1, Q8_0, 3, 0.08"})
    void aQuantisedModelIsTheSameModelNearly(
            String type, String layers, String ends, long fileType, double relativeError) {
        Path target = folder.resolve(type + ".gguf");
        GgufQuantisation.Report report = GgufQuantisation.run(source, QuantisedType.named(type), target);

        assertThat(report.digest()).isEqualTo(FileDigest.of(target));
        assertThat(report.bytes()).isLessThan(report.bytesBefore());
        try (GgufFile file = GgufFile.open(target);
                GgufFile before = GgufFile.open(source)) {
            assertThat(file.format("blk.0.attn_q.weight")).isEqualTo(layers);
            assertThat(file.format("token_embd.weight")).isEqualTo(ends);
            assertThat(file.format("blk.0.attn_norm.weight")).isEqualTo("F32");
            assertThat(file.metadata().integer("general.file_type")).contains(fileType);
            assertThat(file.metadata().integer("general.quantization_version")).contains(2L);
            for (String key : before.metadata().keys()) {
                if (!key.startsWith("general.f")) {
                    assertThat(file.metadataEntry(key)).isEqualTo(before.metadataEntry(key));
                }
            }
        }
        for (QuantisationLoss loss : report.losses()) {
            assertThat(loss.relativeError()).as(loss.group()).isPositive().isLessThan(relativeError);
            assertThat(loss.largestError()).isPositive().isLessThan(0.5 * relativeError);
        }
        try (Weights weights = Models.open(target);
                Weights before = Models.open(source)) {
            assertThat(weights.config()).isEqualTo(before.config());
            for (String name : before.names()) {
                assertThat(distance(before.read(name), weights.read(name)))
                        .as(name)
                        .isLessThan(relativeError);
            }
        }
    }

    /** sha256 of all tensors in the file's order, as the gguf Python package 0.19 reads and dequantises the written file. */
    @ParameterizedTest
    @CsvSource({
        "bfloat16, 1e1a366ef47255c9e3ec5da4e1ec2610a4db9c565cec0b0258f5e6c5fccfdc2c",
        "int8, cfa8e7e3960d35773f3e2f512fb0a38a827b8ce1dc2b630ca1c7b65bd3aa6167",
        "int4, 04103bba7c3a0034912a4061aa5331d968d258dcba51d1178e0a4c03582b4691"
    })
    void isReadAsTheReferenceReadsIt(String type, String sha256) {
        Path target = folder.resolve(type + ".gguf");
        GgufQuantisation.run(source, QuantisedType.named(type), target);
        MessageDigest sum = FileDigest.sha256();
        try (GgufFile file = GgufFile.open(target)) {
            for (String name : file.tensorNames()) {
                FloatBuffer values = file.read(name);
                ByteBuffer bytes = ByteBuffer.allocate(4 * values.capacity()).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                sum.update(bytes);
            }
        }
        assertThat(HexFormat.of().formatHex(sum.digest())).isEqualTo(sha256);
    }

    private static double distance(FloatBuffer expected, FloatBuffer found) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.capacity(); i++) {
            error += Math.pow(found.get(i) - expected.get(i), 2);
            size += Math.pow(expected.get(i), 2);
        }
        return Math.sqrt(error / size);
    }

    @Test
    void rowsThatFitNoBlockStayBfloat16AndAreNamed() {
        GgufQuantisation.Report report = GgufQuantisation.run(source, QuantisedType.INT4, folder.resolve("int4.gguf"));
        assertThat(report.kept()).containsExactly("blk.0.ffn_down.weight");
        try (GgufFile file = GgufFile.open(report.file())) {
            assertThat(file.format("blk.0.ffn_down.weight")).isEqualTo("BF16");
        }
    }

    @Test
    void whatIsInTheFormatAlreadyIsCopied() throws IOException {
        Path once = folder.resolve("once.gguf");
        Path twice = folder.resolve("twice.gguf");
        GgufQuantisation.run(source, QuantisedType.INT4, once);
        GgufQuantisation.Report report = GgufQuantisation.run(once, QuantisedType.INT4, twice);
        assertThat(Files.mismatch(once, twice)).isEqualTo(-1);
        assertThat(report.losses()).allMatch(loss -> loss.relativeError() == 0);
    }

    @Test
    void nothingIsOverwrittenAndNoDirectoryTaken() {
        assertThatThrownBy(() -> GgufQuantisation.run(source, QuantisedType.INT8, source))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("overwritten");
        assertThatThrownBy(() -> GgufQuantisation.run(folder, QuantisedType.INT8, folder.resolve("other.gguf")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("bfloat16");
        assertThatThrownBy(() -> QuantisedType.named("int3")).hasMessageContaining("bfloat16, int8, int4");
    }
}
