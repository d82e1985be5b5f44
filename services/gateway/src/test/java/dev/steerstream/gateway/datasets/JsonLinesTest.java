package dev.steerstream.gateway.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.gateway.http.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    static List<String> read(InputStream body, int lineLimit, long bodyLimit) throws IOException {
        JsonLines lines = new JsonLines(body, lineLimit, bodyLimit);
        List<String> read = new ArrayList<>();
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            read.add(new String(line.get(), UTF_8));
        }
        assertThat(lines.rows()).isEqualTo(read.size());
        return read;
    }

    private static List<String> read(String text) throws IOException {
        return read(new ByteArrayInputStream(text.getBytes(UTF_8)), 100, 1000);
    }

    @Test
    void endsOfLinesBlankLinesAndTheByteOrderMarkAreNoContent() throws IOException {
        assertThat(read("\uFEFFa\r\n\n \t\r\nb\n  c  \n")).containsExactly("a", "b", "  c");
        assertThat(read("")).isEmpty();
        assertThat(read("\n")).isEmpty();
        assertThat(read("last without an end")).containsExactly("last without an end");
    }

    @Test
    void aLineOfTheLimitPassesAndALongerOneIsNamed() throws IOException {
        assertThat(read("x".repeat(100) + "\r\n")).hasSize(1);
        assertThatThrownBy(() -> read("a\n" + "x".repeat(101)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("row 1")
                .hasMessageContaining("100 bytes");
    }

    @Test
    void aBodyOverItsLimitIsRefused() {
        assertThatThrownBy(() -> read("abc\n".repeat(251)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1000 bytes");
    }

    /** A body without end and without a line's end is refused after one line's memory. */
    @Test
    void anEndlessLineIsRefused() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThatThrownBy(() -> read(endless, 1_000_000, Long.MAX_VALUE)).isInstanceOf(ProblemException.class);
    }
}
