package dev.steerstream.tracker.letters;

import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.view.Section;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The list of dead letters.
 *
 * @param state that it is narrowed to; the empty text is all
 * @param reason that it is narrowed to, or null
 * @param topic that it is narrowed to, or null
 * @param waiting how many are stored now, counted to 1000
 */
record LettersView(
        String stream,
        String notice,
        String state,
        String reason,
        String topic,
        boolean firstPage,
        List<String> obstacles,
        Section<Long> waiting,
        Section<Page<LetterRow>> letters) {

    public boolean narrowed() {
        return reason != null || topic != null;
    }

    /** What an address of the same list carries on, each member of it with its mark before. */
    public String narrowing() {
        return member("reason", reason) + member("topic", topic);
    }

    private static String member(String name, String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
