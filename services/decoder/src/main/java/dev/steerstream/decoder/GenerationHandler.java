package dev.steerstream.decoder;

import dev.steerstream.decoder.running.Lane;
import dev.steerstream.decoder.store.GenerationStore;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.consume.DeadLetters;
import dev.steerstream.work.consume.Delivery;
import dev.steerstream.work.consume.ShareHandler.Outcome;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.traces.TracedWork;
import dev.steerstream.work.traces.Tracing;
import java.time.Clock;

/**
 * One request from its record to its stored result, read top to bottom: read the record, prepare the prompt, begin (pin what every attempt
 * repeats, or settle it at once), decode, store, and only then acknowledge. Blocks its thread until the request has ended; safe from any number
 * of threads.
 */
final class GenerationHandler {
    private final Database database;
    private final DeadLetters deadLetters;
    private final Preparation preparation;
    private final Beginning beginning;
    private final Decoding decoding;
    private final GenerationStore store;
    private final Patience patience;
    private final GenerationMetrics metrics;
    private final Tracing tracing;
    private final Clock clock;

    GenerationHandler(
            Database database,
            DeadLetters deadLetters,
            Preparation preparation,
            Beginning beginning,
            Decoding decoding,
            GenerationStore store,
            Patience patience,
            GenerationMetrics metrics,
            Tracing tracing,
            Clock clock) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.preparation = preparation;
        this.beginning = beginning;
        this.decoding = decoding;
        this.store = store;
        this.patience = patience;
        this.metrics = metrics;
        this.tracing = tracing;
        this.clock = clock;
    }

    /**
     * Takes a record; what it returns is the record's acknowledgement.
     *
     * @throws InterruptedException where the decoder closes while the database is away: the record is given back
     */
    Outcome handle(Delivery delivery, Lane lane) throws InterruptedException {
        Incoming incoming;
        try {
            incoming = Incoming.read(delivery, lane, clock.instant());
        } catch (ContractViolationException malformed) {
            return setAside(delivery, Failures.of(malformed));
        }
        try (TracedWork span = tracing.consumed("generate", incoming.trace());
                LogContext named = LogContext.of(incoming, span)) {
            span.with("messaging.system", "kafka")
                    .with("messaging.destination.name", delivery.message().topic())
                    .with("steerstream.request", incoming.request().id())
                    .with("steerstream.task", incoming.request().task())
                    .with("steerstream.delivery", delivery.deliveryCount());
            return answer(incoming.within(span.headers()), span);
        }
    }

    private Outcome answer(Incoming incoming, TracedWork span) throws InterruptedException {
        Prepared prepared = preparation.prepare(incoming);

        Begun begun = patience.untilDone(
                "beginning request " + incoming.name(),
                () -> database.inTransaction(handle -> beginning.begin(handle, incoming, prepared)));
        if (begun instanceof Begun.Settled settled) return settled(incoming, settled);
        Begun.Running running = (Begun.Running) begun;

        Decoding.Ended ended = decoding.decode(incoming, prepared.ready().orElseThrow(), running);
        if (ended.givenBack()) {
            span.failed("given_back");
            return Outcome.RELEASE;
        }
        if (ended.result().failure() != null)
            span.failed(ended.result().failure().code());

        boolean first = patience.untilDone(
                "storing request " + incoming.name(),
                () -> database.inTransaction(handle ->
                        store.end(handle, incoming.name().tenant(), ended.result(), ended.detail(), incoming.trace())));
        if (first) metrics.ended(incoming.request(), ended.result());
        else metrics.outcome("repeated", "");
        return Outcome.ACCEPT;
    }

    private Outcome settled(Incoming incoming, Begun.Settled settled) {
        settled.stored()
                .ifPresentOrElse(
                        result -> metrics.ended(incoming.request(), result),
                        () -> metrics.outcome(settled.became(), ""));
        return settled.outcome();
    }

    /** A record that is no request has no id to fail: it is kept, with the reason and where it came from, and the next one is taken. */
    private Outcome setAside(Delivery delivery, Failure reason) throws InterruptedException {
        String tenant = Incoming.tenantOf(delivery);
        patience.untilDone(
                "setting aside a record of " + delivery.message().topic(),
                () -> deadLetters.store(delivery.message(), tenant, reason));
        metrics.outcome("dead_letter", reason.code());
        return Outcome.REJECT;
    }
}
