package dev.steerstream.work.retention;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long what kind of row is kept.
 *
 * @param generations ended requests with their results; a replay promises so long
 * @param details their probabilities per token, the largest rows, at most as long as {@code generations}
 * @param commands what was done with each command
 * @param deadLetters records that could not be processed
 * @param rejectedRows bad rows of ended submissions, and the first rows of sealed ones as a warm start has read them
 * @param audit who deleted, promoted and retired what; empty keeps it for good
 */
public record RetentionPeriods(
        Duration generations,
        Duration details,
        Duration commands,
        Duration deadLetters,
        Duration rejectedRows,
        Optional<Duration> audit) {

    /** @throws SteerStreamException user {@code INVALID_SETTING} naming the period, its value and the rule */
    public RetentionPeriods {
        // Within a topic's retention a record may come again: its row must still be there, so that it has no second
        // effect.
        requireLonger("generations", generations, Topic.GENERATION_REQUESTS);
        requireLonger("generations", generations, Topic.GENERATION_REQUESTS_BATCH);
        requireLonger("commands", commands, Topic.ADAPTATION_COMMANDS);
        require("details", details, details.compareTo(generations) <= 0, "at most that of generations, " + generations);
        requirePositive("details", details);
        requirePositive("dead-letters", deadLetters);
        requirePositive("rejected-rows", rejectedRows);
        audit.ifPresent(period -> requirePositive("audit", period));
    }

    private static void requireLonger(String name, Duration period, Topic topic) {
        Duration kept = topic.retention().orElseThrow();
        require(
                name,
                period,
                period.compareTo(kept) > 0,
                "longer than the topic " + topic.id() + " keeps its records, " + kept);
    }

    private static void requirePositive(String name, Duration period) {
        require(name, period, !period.isNegative() && !period.isZero(), "above 0");
    }

    private static void require(String name, Duration period, boolean kept, String rule) {
        if (kept) return;
        throw SteerStreamException.user(
                "INVALID_SETTING",
                "the retention of " + name + " is " + period + ": it must be " + rule,
                "Set another period, or leave it out for its default.");
    }
}
