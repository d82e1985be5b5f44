package dev.steerstream.tracker.http;

import dev.steerstream.schemas.Failure;
import java.util.Locale;

/**
 * An error as RFC 9457 has it, with our stable code and what to do.
 *
 * @param type {@code urn:steerstream:problem:} and the code in lower case, words joined by {@code -}
 * @param title the HTTP status in words
 * @param status the HTTP status
 * @param detail one sentence naming the thing, the value and the rule
 * @param code stable, upper case, e.g. {@code UNKNOWN_TASK}
 * @param advice what to do about it
 */
public record Problem(String type, String title, int status, String detail, String code, String advice) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String title, Failure failure) {
        String type = "urn:steerstream:problem:"
                + failure.code().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(type, title, status, failure.message(), failure.code(), failure.advice());
    }
}
