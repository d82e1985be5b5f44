package dev.steerstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackPortsTest {
    @TempDir
    Path directory;

    @Test
    void aStoredPortIsKept() throws Exception {
        Path file = directory.resolve("port");
        int first = LoopbackPorts.kept(file);
        assertThat(LoopbackPorts.kept(file)).isEqualTo(first);
    }

    @Test
    void aStoredTextThatIsNoPortIsReplaced() throws Exception {
        Path file = directory.resolve("port");
        Files.writeString(file, "99999\n");
        assertThat(LoopbackPorts.kept(file)).isBetween(20_000, 32_000);
        assertThat(Files.readString(file).strip()).isNotEqualTo("99999");
    }
}
