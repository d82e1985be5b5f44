package dev.steerstream.decoder.store;

import dev.steerstream.schemas.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request's row, locked by the transaction that read it.
 *
 * @param state queued, running, succeeded, failed or cancelled
 * @param contentHash of the first request with this id
 * @param cancelRequested whether someone asked to cancel it
 * @param deadline after which it fails {@code EXPIRED}
 * @param remaining until the deadline by the database's clock; negative when it has passed
 * @param profileVersion pinned at first start
 * @param seed pinned at first start
 * @param ramp pinned at first start: its part in a ramp, or empty
 * @param attempt how many decoders have started it
 * @param startedAt first start, or null
 */
public record GenerationRow(
        String state,
        String contentHash,
        boolean cancelRequested,
        Instant deadline,
        Duration remaining,
        OptionalLong profileVersion,
        OptionalLong seed,
        Optional<Receipt.Ramp> ramp,
        int attempt,
        Instant startedAt) {

    /** Whether its one terminal state is stored. */
    public boolean ended() {
        return !state.equals("queued") && !state.equals("running");
    }

    public boolean expired() {
        return remaining.isNegative() || remaining.isZero();
    }

    /** Whether a decoder has pinned it before. */
    public boolean pinned() {
        return seed.isPresent();
    }
}
