package dev.steerstream.work.artefacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBundleTest {
    @TempDir
    Path directory;

    @Test
    void filesComeBackAndTheirOrderDoesNotChangeTheBytes() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("b.safetensors", new byte[] {1, 2, 3});
        files.put("a.json", new byte[0]);
        Map<String, byte[]> otherOrder = new LinkedHashMap<>();
        otherOrder.put("a.json", new byte[0]);
        otherOrder.put("b.safetensors", new byte[] {1, 2, 3});

        byte[] packed = FileBundle.pack(files);

        assertThat(FileBundle.pack(otherOrder)).isEqualTo(packed);
        Map<String, byte[]> read = FileBundle.unpack(Files.write(directory.resolve("x"), packed), 3);
        assertThat(read).containsOnlyKeys("a.json", "b.safetensors");
        assertThat(read.get("b.safetensors")).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/b", "/a", "", ".", "..", "a\\b"})
    void aNameThatIsAPathIsRefused(String name) throws IOException {
        assertThatThrownBy(() -> FileBundle.pack(Map.of(name, new byte[1])))
                .isInstanceOf(IllegalArgumentException.class);
        Path hostile = directory.resolve("hostile");
        try (var zip = new ZipOutputStream(Files.newOutputStream(hostile))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(1);
        }
        assertThatThrownBy(() -> FileBundle.unpack(hostile, 10)).hasMessageContaining("not a plain file name");
    }

    @Test
    void aBundleThatUnpacksToMoreThanTheLimitIsRefusedBeforeItFillsTheMemory() throws IOException {
        Path bomb = directory.resolve("bomb");
        try (var zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("a"));
            zip.write(new byte[5_000_000]);
        }
        assertThat(Files.size(bomb)).isLessThan(10_000);
        assertThatThrownBy(() -> FileBundle.unpack(bomb, 1_000)).hasMessageContaining("more than 1000 bytes");
    }

    @Test
    void whatIsNoBundleIsRefused() throws IOException {
        Path odd = Files.write(directory.resolve("odd"), new byte[] {1, 2, 3});

        assertThatThrownBy(() -> FileBundle.unpack(odd, 10)).hasMessageContaining("has no files");
    }
}
