package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DatasetHashTest {

    @Test
    void ofNoRowsItIsTheHashOfNothing() {
        assertThat(new DatasetHash().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Property(tries = 100)
    void itIsTheChainOfItsDefinitionWhereverItIsInterrupted(@ForAll @Size(max = 12) List<String> rows)
            throws Exception {
        byte[] expected = new byte[0];
        DatasetHash hash = new DatasetHash();
        for (String row : rows) {
            byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
            byte[] joined = new byte[expected.length + bytes.length];
            System.arraycopy(expected, 0, joined, 0, expected.length);
            System.arraycopy(bytes, 0, joined, expected.length, bytes.length);
            expected = MessageDigest.getInstance("SHA-256").digest(joined);
            hash = new DatasetHash(hash.state());
            hash.add(bytes);
        }
        if (!rows.isEmpty()) assertThat(hash.hex()).isEqualTo(HexFormat.of().formatHex(expected));
    }
}
