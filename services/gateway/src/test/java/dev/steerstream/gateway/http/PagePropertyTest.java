package dev.steerstream.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PagePropertyTest {
    /** The cursor of the last item shown brings back its position, whatever characters it has. */
    @Property(tries = 200)
    void theCursorIsThePositionOfTheLastItem(@ForAll String last, @ForAll @IntRange(min = 1, max = 3) int limit) {
        List<String> rows = Collections.nCopies(limit + 1, last);
        Page<String> page = Page.of(rows, limit, row -> row);
        assertThat(page.items()).hasSize(limit);
        byte[] asStored = last.getBytes(UTF_8);
        assertThat(Page.position(page.next()).orElse("").getBytes(UTF_8)).isEqualTo(asStored);
    }
}
