package dev.steerstream.tracker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.work.errors.SteerStreamException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class PagePropertyTest {

    @Property
    void aCursorIsReadAsItWasGiven(@ForAll String id, @ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds) {
        Instant at = Instant.ofEpochSecond(seconds, 123_456_000);
        Page<String> page = Page.of(List.of(id, "more"), 1, row -> new Cursor(at, row));
        // What is no text of Unicode, an unpaired surrogate, cannot be an id.
        if (!id.equals(new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))) return;
        assertThat(Cursor.of(page.next())).isEqualTo(new Cursor(at, id));
    }

    @Property
    void aPageHoldsTheFirstRowsAndGoesOnOnlyWhereThereAreMore(@ForAll @Size(max = 20) List<Integer> rows) {
        Page<Integer> page = Page.of(rows, 10, row -> Cursor.named(row.toString()));
        assertThat(page.items()).isEqualTo(rows.subList(0, Math.min(10, rows.size())));
        assertThat(page.next() != null).isEqualTo(rows.size() > 10);
    }

    @Property
    void anythingElseIsRefusedByName(@ForAll @StringLength(min = 1) String text) {
        try {
            Cursor.of(text);
        } catch (SteerStreamException refused) {
            assertThat(refused.failure().code()).isEqualTo("INVALID_CURSOR");
        }
    }

    @Example
    void noCursorIsTheBeginning() {
        assertThat(Cursor.of(null)).isEqualTo(Cursor.BEGIN);
        assertThat(Cursor.of("")).isEqualTo(Cursor.BEGIN);
        assertThatThrownBy(() -> Cursor.of("garbage")).hasMessageContaining("garbage");
    }
}
