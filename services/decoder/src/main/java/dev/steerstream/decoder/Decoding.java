package dev.steerstream.decoder;

import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import dev.steerstream.core.steering.NoTokenAllowedException;
import dev.steerstream.decoder.profile.AdapterShelf;
import dev.steerstream.decoder.profile.TaskVectors;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.decoder.running.Decoded;
import dev.steerstream.decoder.running.DecodingLoop;
import dev.steerstream.decoder.running.RunningRequest;
import dev.steerstream.decoder.running.RunningRequest.ChunkSink;
import dev.steerstream.decoder.running.StopReason;
import dev.steerstream.decoder.running.TokenStreams;
import dev.steerstream.model.ModelFailures;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.work.errors.Failures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at decoding a begun request, from its adapter to its answers. Blocks its thread; safe from any number of threads. */
final class Decoding {
    /** From this delivery on a request runs alone: it may be what broke the decoders that had it before. */
    static final int ALONE_FROM = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Decoding.class);

    /** How long a result waits for its stream's last chunk to reach the broker. */
    private static final Duration LAST_CHUNK = Duration.ofSeconds(3);

    private final BaseModel model;
    private final AdapterShelf adapters;
    private final TaskVectors vectors;
    private final DecodingLoop loop;
    private final TokenStreams streams;
    private final Answers answers;
    private final Patience patience;
    private final Results results;
    private final Clock clock;

    Decoding(
            BaseModel model,
            AdapterShelf adapters,
            TaskVectors vectors,
            DecodingLoop loop,
            TokenStreams streams,
            Answers answers,
            Patience patience,
            Results results,
            Clock clock) {
        this.model = model;
        this.adapters = adapters;
        this.vectors = vectors;
        this.loop = loop;
        this.streams = streams;
        this.answers = answers;
        this.patience = patience;
        this.results = results;
        this.clock = clock;
    }

    /**
     * How an attempt ended.
     *
     * @param result to be stored, or null where the request is given back to be tried again
     * @param detail compressed, or null where nothing was decoded
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, stored once
    record Ended(GenerationResult result, byte[] detail) {
        boolean givenBack() {
            return result == null;
        }
    }

    Ended decode(Incoming incoming, Prepared.Ready ready, Begun.Running running) throws InterruptedException {
        Instant end = clock.instant().plus(running.remaining());
        SteeringPlan plan;
        try {
            plan = plan(incoming, ready, running, end);
        } catch (RuntimeException unready) {
            return afterFailure(incoming, running, unready);
        }
        try (AdapterShelf.Loan adapter = lend(incoming, plan, end)) {
            Optional<TokenStreams.Stream> stream = stream(incoming, ready, running);
            RunningRequest request = running(incoming, ready, running, plan, stream);
            Decoded decoded = await(request, incoming, end);
            if (stream.isPresent()) stream.get().awaitSent(LAST_CHUNK);
            return ended(incoming, ready, running, plan, decoded);
        } catch (ExecutionException failed) {
            return afterFailure(incoming, running, failed.getCause());
        } catch (RuntimeException unready) {
            return afterFailure(incoming, running, unready);
        }
    }

    private SteeringPlan plan(Incoming incoming, Prepared.Ready ready, Begun.Running running, Instant end)
            throws InterruptedException {
        Function<String, StaticVector> statics = name -> vectors.of(
                incoming.name().tenant(),
                running.profile().orElseThrow().vectorDigest(),
                name,
                running.profile().orElseThrow().vocabularySize());
        return patience.untilDone(
                "reading the task's vectors", end, () -> SteeringPlan.of(ready.request(), running.profile(), statics));
    }

    private AdapterShelf.Loan lend(Incoming incoming, SteeringPlan plan, Instant end) throws InterruptedException {
        if (plan.adapterDigest().isEmpty()) return () -> {};
        String digest = plan.adapterDigest().get();
        return patience.untilDone(
                "attaching adapter " + digest,
                end,
                () -> adapters.lend(incoming.name().tenant(), digest));
    }

    private Optional<TokenStreams.Stream> stream(Incoming incoming, Prepared.Ready ready, Begun.Running running) {
        CompleteRequest request = ready.request();
        if (!request.stream()) return Optional.empty();
        return Optional.of(streams.open(
                incoming.name(),
                running.pin().attempt(),
                request.sampling().answers(),
                request.instance(),
                StreamedFacts.of(request, model.tokenizer()),
                incoming.trace()));
    }

    private RunningRequest running(
            Incoming incoming,
            Prepared.Ready ready,
            Begun.Running running,
            SteeringPlan plan,
            Optional<TokenStreams.Stream> stream) {
        Specifications specifications =
                new Specifications(model, ready, plan, running.pin().seed());
        return new RunningRequest(
                incoming.name(),
                incoming.lane(),
                incoming.delivery().deliveryCount() >= ALONE_FROM,
                specifications.sequence(),
                specifications.answers(),
                model::text,
                stream.<ChunkSink>map(open -> open).orElse(ChunkSink.NONE),
                clock);
    }

    /** Waits for the answers, and stops them at the deadline. */
    private Decoded await(RunningRequest request, Incoming incoming, Instant end)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Decoded> decoded = loop.submit(request);
        try {
            long remaining = Math.max(0, Duration.between(clock.instant(), end).toMillis());
            decoded.get(remaining, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            loop.stop(incoming.name(), StopReason.EXPIRED);
        }
        Decoded ended = decoded.get();
        return ended;
    }

    private Ended ended(
            Incoming incoming, Prepared.Ready ready, Begun.Running running, SteeringPlan plan, Decoded decoded) {
        Optional<StopReason> stopped = decoded.stopped();
        if (stopped.isPresent() && stopped.get() == StopReason.SHUTDOWN) return new Ended(null, null);
        State state = stopped.isEmpty()
                ? State.SUCCEEDED
                : stopped.get() == StopReason.CANCELLED ? State.CANCELLED : State.FAILED;
        Failure failure =
                state == State.FAILED ? Refusals.expired(running.deadline().toString()) : null;
        GenerationResult result = results.decoded(
                incoming,
                running.pin(),
                state,
                failure,
                answers.choices(ready.request(), decoded),
                answers.usage(ready, decoded),
                answers.receipt(ready.request(), plan, running.profile(), running.pin(), decoded, incoming.traceId()),
                decoded.firstToken());
        return new Ended(
                results.fitting(result, incoming), answers.detail(decoded).compress());
    }

    /** What the request itself brought about is its outcome; what is the decoder's own trouble gives the record back, and the poison rule bounds that. */
    private Ended afterFailure(Incoming incoming, Begun.Running running, Throwable thrown) {
        Failure failure = ModelFailures.of(thrown).orElseGet(() -> Failures.of(thrown));
        boolean own = thrown instanceof NonFiniteLogitsException
                || thrown instanceof NoTokenAllowedException
                || failure.kind() == Failure.Kind.USER
                // The last attempt before the poison rule, which would hide the reason.
                || incoming.delivery().deliveryCount() == Beginning.POISON_FROM - 1;
        LOG.warn(
                "request {} attempt {} {}: {}",
                incoming.name(),
                running.pin().attempt(),
                own ? "failed" : "is given back",
                failure.message(),
                failure.kind() == Failure.Kind.DEFECT ? thrown : null);
        if (!own) return new Ended(null, null);
        GenerationResult result =
                results.undecoded(incoming, State.FAILED, failure, running.pin().startedAt());
        return new Ended(result, null);
    }
}
