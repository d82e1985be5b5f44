package dev.steerstream.work.errors;

import java.time.Duration;

/**
 * Exponential backoff: {@code first * 2^(attempt - 1)}, at most {@code longest}. No jitter: the workers of one installation are few and take
 * different jobs.
 *
 * @param first wait after the first failed attempt, above 0
 * @param longest no wait is longer, at least {@code first}
 */
public record Backoff(Duration first, Duration longest) {
    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + longest
                    + ": the first wait must be above 0 and at most the longest");
        }
    }

    /** From 250 ms to 15 s: for a record or a connection that something waits for. */
    public static Backoff quick() {
        return new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15));
    }

    /** From 1 s to 60 s: for a job. */
    public static Backoff patient() {
        return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    /** Wait after the attempt of this number, counted from 1. */
    public Duration after(int attempt) {
        if (attempt < 1) throw new IllegalArgumentException("attempt " + attempt + ": attempts count from 1");
        long factor = 1L << Math.min(attempt - 1, 30);
        // In doubles first: first * 2^30 may pass what a long of milliseconds holds.
        double millis = (double) first.toMillis() * factor;
        return millis >= longest.toMillis() ? longest : Duration.ofMillis((long) millis);
    }
}
