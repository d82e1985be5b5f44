package dev.steerstream.tracker.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.Contracts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * One line of a tenant's feed.
 *
 * @param number rises by 1 with every line of the tenant, from 1; 0 until it is kept
 * @param kind what it is about
 * @param event what happened, e.g. {@code calibrated}, {@code sealed}, {@code succeeded}
 * @param at when it happened, by its writer's clock
 * @param task the task, or null
 * @param id the adaptation, evaluation, submission, request or dead letter
 * @param level how it is meant for an operator
 * @param message one sentence
 */
public record FeedEntry(
        long number, Kind kind, String event, Instant at, String task, String id, Level level, String message) {

    public enum Kind {
        DATASET,
        ADAPTATION,
        EVALUATION,
        REQUEST,
        DEAD_LETTER
    }

    public enum Level {
        PLAIN,
        GOOD,
        BAD
    }

    FeedEntry numbered(long next) {
        return new FeedEntry(next, kind, event, at, task, id, level, message);
    }

    public byte[] write() {
        try {
            return Contracts.mapper().writeValueAsBytes(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("a line of the feed cannot be written", impossible);
        }
    }

    static FeedEntry read(byte[] bytes) {
        try {
            return Contracts.mapper().readValue(bytes, FeedEntry.class);
        } catch (IOException damaged) {
            throw new UncheckedIOException("the local state holds a line of the feed that cannot be read", damaged);
        }
    }
}
