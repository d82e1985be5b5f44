package dev.steerstream.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowLinesTest {
    @TempDir
    private Path folder;

    @Test
    void anArraysElementsAreLines() throws IOException {
        Path file = write(" [\n {\"a\": [1,\n 2]},\n {\"b\": \"\\n\"}\n]\n");
        Path lines;
        try (RowLines rows = RowLines.of(file)) {
            lines = rows.file();
            assertThat(lines).hasContent("{\"a\":[1,2]}\n{\"b\":\"\\n\"}");
        }
        assertThat(lines).doesNotExist();
        assertThat(file).exists();
    }

    @Test
    void linesStayAsTheyAre() throws IOException {
        Path file = write("{\"a\": 1}\nno json\n");
        try (RowLines rows = RowLines.of(file)) {
            assertThat(rows.file()).isEqualTo(file);
        }
        assertThat(file).exists();
    }

    @Test
    void anArrayThatIsNoJsonIsRefusedByItsLine() throws IOException {
        Path file = write("[\n{\"a\": 1},\n{\"b\" 2}]");
        assertThatThrownBy(() -> RowLines.of(file))
                .hasMessageContaining("rows line 3")
                .hasMessageContaining("not JSON");
        Path open = write("[\n{\"a\": 1},\n");
        assertThatThrownBy(() -> RowLines.of(open)).isInstanceOf(IOException.class);
        Path more = write("[{\"a\": 1}] {\"b\": 2}");
        assertThatThrownBy(() -> RowLines.of(more)).hasMessageContaining("follows");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("rows"), text);
    }
}
