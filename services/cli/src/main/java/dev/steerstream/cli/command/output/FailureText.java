package dev.steerstream.cli.command.output;

import com.fasterxml.jackson.databind.JsonNode;

/** A failure as an answer of the gateway carries it, for people: its sentence, and on a line of its own what to do. Stateless. */
public final class FailureText {
    private FailureText() {}

    /** With its code behind the sentence. */
    public static String of(JsonNode failure) {
        return failure.path("message").asText() + " [" + failure.path("code").asText() + "]" + advice(failure);
    }

    /** The line that says what to do; empty where nothing does. */
    public static String advice(JsonNode failure) {
        return failure.hasNonNull("advice") ? "\n  " + failure.path("advice").asText() : "";
    }
}
