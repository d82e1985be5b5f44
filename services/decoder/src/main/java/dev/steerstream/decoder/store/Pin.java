package dev.steerstream.decoder.store;

import dev.steerstream.schemas.Receipt;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What every attempt at a request repeats, so that a redelivery chooses the same tokens.
 *
 * @param profileVersion of the task, or empty where the request names none
 * @param seed of the first answer; answer i draws from a seed derived from it and i
 * @param ramp the request's part in a ramp, or empty
 * @param attempt this one, from 1
 * @param createdAt when the row came to be: at the gateway's acceptance, or at the first start
 * @param startedAt when the first attempt started, by the database's clock
 */
public record Pin(
        OptionalLong profileVersion,
        long seed,
        Optional<Receipt.Ramp> ramp,
        int attempt,
        Instant createdAt,
        Instant startedAt) {}
