package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The preference {@code wait} of RFC 7240. */
final class WaitPreference {
    static final String HEADER = "Prefer";
    static final String APPLIED = "Preference-Applied";

    private WaitPreference() {}

    /**
     * How long the client would wait, at most {@code limit}; empty where it would not. Other preferences are left alone, as the RFC asks.
     *
     * @throws ProblemException 400 where wait is not a whole number of seconds
     */
    static Optional<Duration> of(String header, Duration limit) {
        if (header == null) return Optional.empty();
        for (String preference : header.split("[,;]", -1)) {
            String[] parts = preference.split("=", 2);
            if (!parts[0].strip().toLowerCase(Locale.ROOT).equals("wait")) continue;
            String seconds = parts.length < 2 ? "" : parts[1].strip().replace("\"", "");
            if (!seconds.matches("[0-9]{1,9}")) throw malformed(preference.strip());
            Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
            return Optional.of(asked.compareTo(limit) > 0 ? limit : asked);
        }
        return Optional.empty();
    }

    private static ProblemException malformed(String preference) {
        return ProblemException.malformed(
                "INVALID_PREFERENCE",
                "the header " + HEADER + " has " + Rules.shown(preference) + ": wait takes a whole number of seconds",
                "Send for example Prefer: wait=30.");
    }
}
