package dev.steerstream.tracker.letters;

import java.time.Instant;

/**
 * One record that could not be processed.
 *
 * @param state stored, redriven or discarded
 * @param offset of the record in its topic
 */
public record LetterRow(
        String id,
        String state,
        String topic,
        int partition,
        long offset,
        String code,
        String message,
        String advice,
        Instant recordAt,
        Instant createdAt) {}
