package dev.steerstream.schemas;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies of what a record is given, so that a message cannot change after it was made. Null, an absent member, stays null. */
final class Immutable {

    private Immutable() {}

    static <T> List<T> list(List<T> given) {
        return given == null ? null : List.copyOf(given);
    }

    /** Keeps the order: it is the order of the members when written, and a stored message must be written the same again. */
    static <K, V> Map<K, V> map(Map<K, V> given) {
        return given == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }
}
