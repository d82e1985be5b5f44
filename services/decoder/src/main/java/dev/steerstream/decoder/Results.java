package dev.steerstream.decoder;

import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.decoder.store.Pin;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.work.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the one terminal outcome of a request. */
final class Results {
    private final Clock clock;

    Results(Clock clock) {
        this.clock = clock;
    }

    /** Of a request that ended before anything was decoded. */
    GenerationResult undecoded(Incoming incoming, State state, Failure failure, Instant startedAt) {
        return new GenerationResult(
                incoming.request().id(),
                incoming.request().task(),
                state,
                null,
                null,
                null,
                failure,
                startedAt,
                clock.instant(),
                null,
                null,
                incoming.request().instance(),
                incoming.request().replay());
    }

    /** Of a request that was decoded, to its end or as far as it came. */
    GenerationResult decoded(
            Incoming incoming,
            Pin pin,
            State state,
            Failure failure,
            List<GenerationResult.Choice> choices,
            GenerationResult.Usage usage,
            Receipt receipt,
            Optional<Instant> firstToken) {
        // The gateway accepts a request before its record is published; without a gateway the record comes first.
        Instant asked = pin.createdAt().isBefore(incoming.published()) ? pin.createdAt() : incoming.published();
        return new GenerationResult(
                incoming.request().id(),
                incoming.request().task(),
                state,
                choices,
                usage,
                receipt,
                failure,
                pin.startedAt(),
                clock.instant(),
                seconds(asked, pin.startedAt()),
                firstToken.map(at -> seconds(asked, at)).orElse(null),
                incoming.request().instance(),
                incoming.request().replay());
    }

    /**
     * The result; or without its log-probabilities, which the stored detail has; or the failure in its place where no message could carry it:
     * another attempt would say as much again.
     */
    GenerationResult fitting(GenerationResult result, Incoming incoming) {
        if (Outbox.fits(result)) return result;
        GenerationResult shorter = result.withLogprobsInDetail();
        if (Outbox.fits(shorter)) return shorter;
        if (result.state() != State.SUCCEEDED) {
            return undecoded(incoming, result.state(), result.failure(), result.startedAt());
        }
        int tokens = result.usage() == null ? 0 : result.usage().completionTokens();
        return undecoded(incoming, State.FAILED, Refusals.answerTooLarge(tokens), result.startedAt());
    }

    /** Clocks of broker, database and decoder differ a little; a span is never negative. */
    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
    }
}
