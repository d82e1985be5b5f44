package dev.steerstream.tracker.overview;

import java.time.Instant;

/** What a decoder says of itself while it runs. */
public record ServedModel(
        String decoder,
        String model,
        String weightFormat,
        String device,
        int threads,
        Instant startedAt,
        Instant seenAt) {}
