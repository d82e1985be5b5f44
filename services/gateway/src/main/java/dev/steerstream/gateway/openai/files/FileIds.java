package dev.steerstream.gateway.openai.files;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Ids of files: {@code file-}, the microsecond of their creation in {@value #TIME_DIGITS} hex digits and {@value #RANDOM_DIGITS} random ones. With the
 * time in it an id keeps its place in a list when its file is gone, as for a client that deletes what it lists.
 */
final class FileIds {
    static final int TIME_DIGITS = 14;
    static final int RANDOM_DIGITS = 18;

    private static final Pattern OURS = Pattern.compile("file-[0-9a-f]{32}");
    private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private FileIds() {}

    /** The random digits of a new id. */
    static String random() {
        return UUID.randomUUID().toString().replace("-", "").substring(TIME_DIGITS);
    }

    /** When the file of this id was created; empty where that is no such id. */
    static Optional<Instant> createdAt(String id) {
        if (!OURS.matcher(id).matches()) return Optional.empty();
        long micros = Long.parseLong(id.substring("file-".length(), "file-".length() + TIME_DIGITS), 16);
        Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        return Optional.of(at).filter(time -> time.isAfter(EARLIEST) && time.isBefore(LATEST));
    }
}
