package dev.steerstream.tracker.letters;

import java.util.List;

/**
 * A dead letter with the record itself.
 *
 * @param key as text, or null
 * @param body JSON in lines or text, cut; null is a tombstone
 * @param bytes of the body
 */
public record LetterDetail(LetterRow row, String key, List<Header> headers, String body, long bytes) {

    /** @param value as text */
    public record Header(String key, String value) {}
}
