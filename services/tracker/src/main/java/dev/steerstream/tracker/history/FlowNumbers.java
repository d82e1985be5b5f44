package dev.steerstream.tracker.history;

import java.time.Instant;

/**
 * What an installation holds and has under way, of one tenant.
 *
 * @param datasets with a sealed submission
 * @param rejectedSubmissions of the last 24 h
 * @param waiting adaptations that no trainer has taken
 * @param training adaptations in their warm start, or being cancelled
 * @param calibrating adaptations between their warm start and their profile
 * @param tasks that are not deleted
 * @param steered tasks with a profile in force
 * @param queued requests that no decoder has started
 * @param running requests
 * @param oldestQueued when the longest waiting request came, or null
 * @param deadLetters stored ones, counted up to {@value FlowQueries#MOST_DEAD_LETTERS}
 */
public record FlowNumbers(
        long datasets,
        long rejectedSubmissions,
        long waiting,
        long training,
        long calibrating,
        long tasks,
        long steered,
        long queued,
        long running,
        Instant oldestQueued,
        long deadLetters) {}
