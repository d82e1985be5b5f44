package dev.steerstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    Path directory;

    @Test
    void aSecretIsDrawnOnceAndKept() throws Exception {
        String first = Secret.kept(directory.resolve("one"));
        assertThat(Secret.kept(directory.resolve("one"))).isEqualTo(first);
        assertThat(Secret.kept(directory.resolve("two"))).isNotEqualTo(first);
    }

    @Test
    void aFileThatHoldsSomethingElseIsRefused() throws Exception {
        Path file = directory.resolve("one");
        Files.writeString(file, "'; DROP ROLE steerstream; --");
        assertThatThrownBy(() -> Secret.kept(file)).hasMessageContaining(file.toString());
    }
}
