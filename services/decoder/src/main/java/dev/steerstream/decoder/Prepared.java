package dev.steerstream.decoder;

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

    /** A request that may run. */
    @SuppressWarnings("ArrayRecordComponent") // made once, handed on, never changed or compared
    record Ready(CompleteRequest request, int[] prompt) {}

    static Prepared of(Instant deadline, CompleteRequest request, int[] prompt) {
        return new Prepared(deadline, Optional.of(new Ready(request, prompt)), Optional.empty());
    }

    static Prepared refused(Instant deadline, Failure refusal) {
        return new Prepared(deadline, Optional.empty(), Optional.of(refusal));
    }
}
