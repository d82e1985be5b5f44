package dev.steerstream.schemas;

import java.time.Instant;

/** Announces a record that could not be processed; the record itself, bytes untouched, is a row of Postgres under {@code id}. */
public record DeadLetter(String id, String topic, int partition, long offset, Failure failure, Instant at) {}
