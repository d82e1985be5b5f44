package dev.steerstream.core.decoding.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class StopStringsPropertyTest {
    @Property
    void theTextEndsBeforeTheFirstStopStringWhereverTheTokensBreakAndNothingIsTakenBack(
            @ForAll @Size(max = 12) List<@StringLength(max = 4) @CharRange(from = 'a', to = 'b') String> pieces,
            @ForAll @Size(max = 3)
                    List<@StringLength(min = 1, max = 5) @CharRange(from = 'a', to = 'b') String> stops) {
        StopStrings text = new StopStrings(stops);
        StringBuilder all = new StringBuilder();
        StringBuilder shown = new StringBuilder();
        for (String piece : pieces) {
            if (text.stopped()) {
                break;
            }
            all.append(piece);
            shown.append(text.append(piece));
            int first = first(all.toString(), stops);
            assertThat(text.stopped()).isEqualTo(first >= 0);
            if (first >= 0) {
                assertThat(shown.toString()).isEqualTo(all.substring(0, first));
            } else {
                assertThat(all.toString()).startsWith(shown.toString());
                String held = all.substring(shown.length());
                assertThat(held.isEmpty() || stops.stream().anyMatch(stop -> stop.startsWith(held)))
                        .as("only what may become a stop string is held back: '%s'", held)
                        .isTrue();
            }
        }
        boolean stopped = text.stopped();
        StopStrings fork = text.fork();
        shown.append(text.finish());
        fork.finish();
        assertThat(shown.toString()).isEqualTo(text.emitted()).isEqualTo(fork.emitted());
        if (!stopped) {
            assertThat(shown.toString()).isEqualTo(all.toString());
        }
    }

    private static int first(String text, List<String> stops) {
        return stops.stream()
                .mapToInt(text::indexOf)
                .filter(index -> index >= 0)
                .min()
                .orElse(-1);
    }
}
