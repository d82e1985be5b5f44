package dev.steerstream.work.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Property
    void textsComeBackWithNulReplaced(@ForAll String text) {
        String stored = Json.write(Map.of("value", text));

        assertThat(stored).doesNotContain("\0");
        assertThat(Json.readTexts(stored)).containsEntry("value", text.replace('\0', '\ufffd'));
    }

    @Test
    void aBackslashBeforeTheLettersOfANulIsNoNul() {
        assertThat(Json.readTexts(Json.write(Map.of("v", "\\u0000")))).containsEntry("v", "\\u0000");
        assertThat(Json.readTexts(Json.write(Map.of("v", "\\\0")))).containsEntry("v", "\\\ufffd");
    }
}
