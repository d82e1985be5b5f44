package dev.steerstream.tracker.gateway;

import java.util.Map;

/** What a page says after a form was sent: one of these sentences, by a word in the address, so that no address can put others' words on a page. */
public final class Commanded {
    private static final Map<String, String> SENTENCES = Map.ofEntries(
            Map.entry(
                    "promoted",
                    "The version was commanded into force. Every new request takes it once the trainer has written it."),
            Map.entry(
                    "ramped",
                    "The ramp was commanded. Its share of new requests takes the version once the trainer has written it."),
            Map.entry(
                    "ramp-ended",
                    "The end of the ramp was commanded. Every new request takes the version in force once the trainer has written it."),
            Map.entry(
                    "retired",
                    "The task's retirement was commanded. New requests for it are refused once the trainer has written it."),
            Map.entry(
                    "cancelled",
                    "The cancellation was commanded. The state becomes cancelled when the worker has stopped."),
            Map.entry("started", "The adaptation was accepted."),
            Map.entry("retried", "A new adaptation with the same settings was accepted."),
            Map.entry(
                    "published",
                    "Every row was handed to the broker. The submission is listed once ingest has judged it."),
            Map.entry("redriven", "What was chosen was sent again to its topic."),
            Map.entry("discarded", "What was chosen was discarded. Its record stays here until its retention ends."));

    private Commanded() {}

    /** Null where the word is unknown or missing. */
    public static String sentence(String word) {
        return word == null ? null : SENTENCES.get(word);
    }
}
