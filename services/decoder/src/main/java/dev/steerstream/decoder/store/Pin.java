package dev.steerstream.decoder.store;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What every attempt at a request repeats, so that a redelivery chooses the same tokens.
 *
 * @param profileVersion of the task, or empty where the request names none
 * @param seed of the first answer; answer i draws from a seed derived from it and i
 * @param attempt this one, from 1
 * @param createdAt when the row came to be: at the gateway's acceptance, or at the first start
 * @param startedAt when the first attempt started, by the database's clock
 */
public record Pin(OptionalLong profileVersion, long seed, int attempt, Instant createdAt, Instant startedAt) {}
