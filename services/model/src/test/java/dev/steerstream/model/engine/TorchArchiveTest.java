package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class TorchArchiveTest {
    @Test
    void theArchiveHasTheFourEntriesThatLibtorchReads() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TorchArchive.write("class Small(Module):\n  training : bool\n  places : List[int]\n", bytes);
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                if (entry.getName().endsWith("version")) {
                    assertThat(zip.readAllBytes()).containsExactly('1', '0', '\n');
                }
            }
        }
        assertThat(names)
                .containsExactly(
                        "archive/data.pkl", "archive/code/__torch__.py", "archive/constants.pkl", "archive/version");
    }

    @Test
    void refusesSourceThatItCannotPack() {
        assertThatThrownBy(() -> TorchArchive.write("x = 1\n", new ByteArrayOutputStream()))
                .hasMessageContaining("class Name(Module)");
        assertThatThrownBy(() -> TorchArchive.write(
                        "class Small(Module):\n  names : Dict[str,str]\n", new ByteArrayOutputStream()))
                .hasMessageContaining("Dict");
    }
}
