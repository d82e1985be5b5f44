package dev.steerstream.model.files;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The typed key-value pairs of a GGUF file. Integers of every width are {@code long}, floats {@code double}; unsigned 64-bit
 * values above the signed range were refused on reading. Immutable.
 */
public final class GgufMetadata {
    private final Path file;
    private final Map<String, Object>
            values; // Long, Double, Boolean, String, List<String>, long[], double[], boolean[]

    GgufMetadata(Path file, Map<String, Object> values) {
        this.file = file;
        this.values = values;
    }

    /** All keys, in the file's order. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public Optional<String> string(String key) {
        return typed(key, String.class, "a string");
    }

    public Optional<Boolean> flag(String key) {
        return typed(key, Boolean.class, "a boolean");
    }

    public Optional<Long> integer(String key) {
        return typed(key, Long.class, "an integer");
    }

    /** A float, or an integer as one. */
    public Optional<Double> number(String key) {
        return values.get(key) instanceof Long whole
                ? Optional.of((double) whole)
                : typed(key, Double.class, "a number");
    }

    /** An array of strings. */
    @SuppressWarnings("unchecked") // the reader puts in lists of strings only
    public Optional<List<String>> strings(String key) {
        return typed(key, List.class, "an array of strings").map(list -> (List<String>) list);
    }

    /** An array of integers; a copy. */
    public Optional<long[]> integers(String key) {
        return typed(key, long[].class, "an array of integers").map(long[]::clone);
    }

    /** What the file must have: {@code metadata.required(metadata.string(key), key)}. */
    public <T> T required(Optional<T> value, String key) {
        return value.orElseThrow(() ->
                new ModelFileException(file, key, "missing", "this model needs it", "Use a complete GGUF model file."));
    }

    private <T> Optional<T> typed(String key, Class<T> type, String expected) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new ModelFileException(
                    file,
                    key,
                    "a " + value.getClass().getSimpleName(),
                    "it must be " + expected,
                    "Use a GGUF file written by llama.cpp's converter.");
        }
        return Optional.of(type.cast(value));
    }
}
