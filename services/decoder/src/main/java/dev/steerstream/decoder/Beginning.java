package dev.steerstream.decoder;

import dev.steerstream.decoder.profile.ChosenProfile;
import dev.steerstream.decoder.profile.Profiles;
import dev.steerstream.decoder.profile.TaskName;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.decoder.store.GenerationRow;
import dev.steerstream.decoder.store.GenerationStore;
import dev.steerstream.decoder.store.Pin;
import dev.steerstream.decoder.topic.Cancellations;
import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.consume.DeadLetters;
import dev.steerstream.work.consume.ShareHandler.Outcome;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/** The first transaction of an attempt: under the row's lock it decides whether the request runs, and pins what every attempt repeats. */
final class Beginning {
    /** At this delivery a request is not run any more. */
    static final int POISON_FROM = 6;

    private final GenerationStore store;
    private final DeadLetters deadLetters;
    private final Profiles profiles;
    private final Cancellations cancellations;
    private final Results results;
    private final RandomGenerator seeds;

    Beginning(
            GenerationStore store,
            DeadLetters deadLetters,
            Profiles profiles,
            Cancellations cancellations,
            Results results,
            RandomGenerator seeds) {
        this.store = store;
        this.deadLetters = deadLetters;
        this.profiles = profiles;
        this.cancellations = cancellations;
        this.results = results;
        this.seeds = seeds;
    }

    /** In the caller's transaction. Repeatable: nothing but the transaction is changed. */
    Begun begin(Handle handle, Incoming incoming, Prepared prepared) {
        String tenant = incoming.name().tenant();
        GenerationRow row = store.lock(handle, tenant, incoming.request(), prepared.deadline(), incoming.traceId());

        if (!row.contentHash().equals(ContentHash.of(incoming.request()))) {
            deadLetters.store(
                    handle,
                    incoming.delivery().message(),
                    tenant,
                    Refusals.conflict(incoming.request().id()));
            return new Begun.Settled(Outcome.REJECT, Optional.empty(), "conflict");
        }
        if (row.ended()) return new Begun.Settled(Outcome.ACCEPT, Optional.empty(), "repeated");
        if (incoming.delivery().deliveryCount() >= POISON_FROM) {
            Failure poison = Refusals.poison(incoming.delivery().deliveryCount());
            deadLetters.store(handle, incoming.delivery().message(), tenant, poison);
            return settle(handle, incoming, row, State.FAILED, poison, Outcome.REJECT);
        }
        if (row.cancelRequested() || cancellations.contains(incoming.name())) {
            return settle(handle, incoming, row, State.CANCELLED, null, Outcome.ACCEPT);
        }
        if (row.expired()) {
            Failure expired = Refusals.expired(row.deadline().toString());
            return settle(handle, incoming, row, State.FAILED, expired, Outcome.ACCEPT);
        }
        if (prepared.refusal().isPresent()) {
            return settle(
                    handle, incoming, row, State.FAILED, prepared.refusal().get(), Outcome.ACCEPT);
        }

        CompleteRequest request = prepared.ready().orElseThrow().request();
        Optional<ChosenProfile> chosen;
        try {
            chosen = request.task().map(task -> profiles.of(handle, new TaskName(tenant, task), asked(request, row)));
            if (chosen.isPresent())
                SteeringPlan.requireRule(request, chosen.get().profile());
        } catch (SteerStreamException refused) {
            return settle(handle, incoming, row, State.FAILED, refused.failure(), Outcome.ACCEPT);
        }
        // 53 bits: every JSON reader keeps the number exact.
        long seed = request.sampling().seed().orElseGet(() -> seeds.nextLong() >>> 11);
        Optional<SteeringProfile> profile = chosen.map(ChosenProfile::profile);
        OptionalLong version =
                profile.map(found -> OptionalLong.of(found.version())).orElseGet(OptionalLong::empty);
        Pin pin =
                store.pin(handle, tenant, incoming.request().id(), version, chosen.flatMap(ChosenProfile::ramp), seed);
        return new Begun.Running(pin, profile, row.deadline(), row.remaining());
    }

    /** A ramp compares what steers: where only the base runs no version does. */
    private static Profiles.Asked asked(CompleteRequest request, GenerationRow row) {
        return new Profiles.Asked(
                request.id(),
                request.profileVersion(),
                request.mode() != SteeringOptions.Mode.BASE,
                row.profileVersion(),
                row.ramp());
    }

    private Begun settle(
            Handle handle, Incoming incoming, GenerationRow row, State state, Failure failure, Outcome outcome) {
        GenerationResult result = results.undecoded(incoming, state, failure, row.startedAt());
        store.end(handle, incoming.name().tenant(), result, null, incoming.trace());
        return new Begun.Settled(outcome, Optional.of(result), "");
    }
}
