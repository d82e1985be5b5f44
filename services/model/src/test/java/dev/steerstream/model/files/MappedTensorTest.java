package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors above a mebibyte are read from a mapping of their file. */
class MappedTensorTest {
    private static final int ROWS = 1024;
    private static final int COLUMNS = 512; // 2 MiB in all

    @TempDir
    private Path folder;

    private static float[] values() {
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return values;
    }

    private Path safetensors() throws IOException {
        TreeMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        tensors.put("large", new SafetensorsWriter.Tensor(new long[] {ROWS, COLUMNS}, FloatBuffer.wrap(values())));
        tensors.put("small", new SafetensorsWriter.Tensor(new long[] {1}, FloatBuffer.wrap(new float[] {7})));
        return Files.write(folder.resolve("m.safetensors"), SafetensorsWriter.toBytes(tensors));
    }

    @Test
    void aLargeTensorIsReadWhole() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(safetensors())) {
            assertThat(file.read("large")).isEqualTo(FloatBuffer.wrap(values()));
            assertThat(file.read("small").get(0)).isEqualTo(7);
        }
    }

    @Test
    void aFileThatWasCutSinceItWasOpenedIsRefused() throws IOException {
        Path path = safetensors();
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            cut(path);
            assertThatThrownBy(() -> file.read("large"))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("large");
        }
    }

    /** The cut comes between two rows: Java's access to the missing page is an error that is caught, not the end of the process. */
    @Test
    void aFileThatIsCutWhileItIsReadIsATypedError() throws IOException {
        byte[] data = new byte[ROWS * COLUMNS * Float.BYTES];
        Path path = Files.write(
                folder.resolve("m.gguf"),
                new GgufBuilder().tensor("large", 0, data, COLUMNS, ROWS).build());
        try (GgufFile file = GgufFile.open(path)) {
            RowOrder cutting = row -> {
                if (row == 1) {
                    cut(path);
                }
                return row;
            };
            assertThatThrownBy(() -> file.read("large", cutting))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("large is unreadable");
        }
    }

    private static void cut(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(8192);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
