package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.schemas.Failure;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a request before the database is asked: complete with its prompt's tokens, or why it is refused.
 *
 * @param deadline for a new row
 */
record Prepared(Instant deadline, Optional<Ready> ready, Optional<Failure> refusal) {

    /**
     * A request that may run.
     *
     * @param constraint what its answers must spell
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, handed on, never changed or compared
    record Ready(CompleteRequest request, int[] prompt, Optional<TokenConstraint> constraint) {}

    static Prepared of(Instant deadline, Ready ready) {
        return new Prepared(deadline, Optional.of(ready), Optional.empty());
    }

    static Prepared refused(Instant deadline, Failure refusal) {
        return new Prepared(deadline, Optional.empty(), Optional.of(refusal));
    }
}
