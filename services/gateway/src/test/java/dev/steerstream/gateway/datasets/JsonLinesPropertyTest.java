package dev.steerstream.gateway.datasets;

import static dev.steerstream.gateway.datasets.JsonLinesTest.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class JsonLinesPropertyTest {
    @Property(tries = 300)
    void linesAreThoseOfTheNaiveReader(
            @ForAll @Size(max = 40) List<@StringLength(max = 20) @CharRange(from = 'a', to = 'z') String> lines,
            @ForAll @IntRange(min = 1, max = 7) int piece)
            throws IOException {
        String text = String.join("\n", lines);
        List<String> expected = text.lines().filter(line -> !line.isBlank()).toList();
        assertThat(read(new Pieces(text.getBytes(UTF_8), piece), 20, 10_000)).isEqualTo(expected);
    }

    /** Whoever kept where a line begins and how long it is reads the same bytes again. */
    @Property(tries = 300)
    void aLineLiesWhereItIsSaidToBegin(
            @ForAll @Size(max = 20) List<@StringLength(max = 20) @Chars({'a', ' ', '\r', 'é', '\n'}) String> lines,
            @ForAll @IntRange(min = 1, max = 7) int piece,
            @ForAll boolean mark)
            throws IOException {
        byte[] body = ((mark ? "\ufeff" : "") + String.join("\n", lines)).getBytes(UTF_8);
        JsonLines reader = new JsonLines(new Pieces(body, piece), 1_000, 100_000);
        for (Optional<byte[]> line = reader.next(); line.isPresent(); line = reader.next()) {
            int start = (int) reader.start();
            assertThat(Arrays.copyOfRange(body, start, start + line.get().length))
                    .isEqualTo(line.get());
        }
    }

    /** A body that comes in small pieces, as from a network. */
    private static final class Pieces extends ByteArrayInputStream {
        private final int piece;

        Pieces(byte[] bytes, int piece) {
            super(bytes);
            this.piece = piece;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, piece));
        }

        @Override
        public int read(byte[] into) {
            return read(into, 0, into.length);
        }
    }
}
