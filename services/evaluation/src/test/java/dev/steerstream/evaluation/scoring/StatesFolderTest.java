package dev.steerstream.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatesFolderTest {
    private static final float[] NUMBERS = {1.5f, -0f, Float.MIN_VALUE, 3e30f};

    @TempDir
    Path folder;

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void whatIsKeptIsFoundBitForBitAlsoByAnother() throws Exception {
        new StatesFolder(folder, 1000).keep("a", NUMBERS);
        assertThat(new StatesFolder(folder, 1000).find("a", 4))
                .hasValueSatisfying(found -> assertThat(found).containsExactly(NUMBERS));
        assertThat(new StatesFolder(folder, 1000).find("a", 3)).isEmpty();
        assertThat(new StatesFolder(folder, 1000).find("b", 4)).isEmpty();
        assertThat(files()).hasSize(1);
    }

    @Test
    void aDamagedFileIsNone() throws Exception {
        StatesFolder states = new StatesFolder(folder, 1000);
        states.keep("a", NUMBERS);
        byte[] content = Files.readAllBytes(files().get(0));
        content[content.length - 1] ^= 1;
        Files.write(files().get(0), content);
        assertThat(states.find("a", 4)).isEmpty();
        states.keep("a", NUMBERS);
        assertThat(states.find("a", 4)).isPresent();
    }

    @Test
    void aFullFolderTakesNoMore() throws Exception {
        StatesFolder states = new StatesFolder(folder, 100);
        states.keep("a", NUMBERS);
        states.keep("b", NUMBERS);
        states.keep("c", NUMBERS);
        assertThat(states.find("b", 4)).isPresent();
        assertThat(states.find("c", 4)).isEmpty();
    }
}
