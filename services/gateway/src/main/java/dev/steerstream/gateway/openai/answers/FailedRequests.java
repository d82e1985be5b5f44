package dev.steerstream.gateway.openai.answers;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.work.errors.SteerStreamException;

/** From a request that ended without an answer to the failure that its client gets. */
public final class FailedRequests {
    private FailedRequests() {}

    /** @throws SteerStreamException with the failure that is stored, or 409 {@code CANCELLED} */
    public static void requireSucceeded(GenerationResult result) {
        if (result.state() == GenerationResult.State.SUCCEEDED) return;
        if (result.state() == GenerationResult.State.CANCELLED) {
            throw ProblemException.conflict(
                    "CANCELLED",
                    "request " + result.request() + " was cancelled before its end",
                    "Send it again, under another Idempotency-Key where it had one.");
        }
        Failure failure = result.failure();
        if (failure.code().equals("EXPIRED")) {
            throw ProblemException.expired(failure.code(), failure.message(), failure.advice());
        }
        throw new SteerStreamException(failure);
    }
}
