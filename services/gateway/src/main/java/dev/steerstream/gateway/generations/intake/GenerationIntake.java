package dev.steerstream.gateway.generations.intake;

import dev.steerstream.gateway.generations.GenerationProblems;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationStore.Known;
import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Gathering;
import dev.steerstream.work.outbox.Outbox;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Stores requests together with their messages. Safe from any thread. */
@Singleton
public class GenerationIntake {
    /** Characters of bodies that go into one transaction, which holds copies of them: bounds memory whatever the requests' sizes. */
    private static final long LARGEST_GROUP = 2L * 1024 * 1024;

    private final Database database;
    private final Outbox outbox;
    private final TenantLoad load;
    private final HeldRequests held;
    private final Releasing releasing;
    private final Gathering<Asking, Outcome> arrivals;

    GenerationIntake(Database database, Outbox outbox, TenantLoad load, HeldRequests held, Releasing releasing) {
        this.database = database;
        this.outbox = outbox;
        this.load = load;
        this.held = held;
        this.releasing = releasing;
        this.arrivals =
                Gathering.start("generation-intake", asking -> asking.body().length(), LARGEST_GROUP, this::take);
    }

    /** What became of a request that arrived. */
    private sealed interface Outcome {
        /** Its row, stored now or before. */
        record Stored(Generation generation) implements Outcome {}

        record Refused(ProblemException problem) implements Outcome {}
    }

    /**
     * Stores a request and its message, or finds the one that was stored under this id before. Requests are stored in the order in which they come here.
     *
     * @throws ProblemException 409 {@code CONFLICT} where that one has other content, 429 where the tenant has too much on its way
     */
    public Generation accept(Tenant tenant, GenerationRequest request, Map<String, String> traceHeaders) {
        Asking asking = Asking.of(outbox, tenant, request, Topic.GENERATION_REQUESTS, traceHeaders);
        Outcome outcome = arrivals.answer(asking);
        if (outcome instanceof Outcome.Refused refused) throw refused.problem();
        return ((Outcome.Stored) outcome).generation();
    }

    /** As above, but for batches: in the caller's transaction, on their topic, and however much the tenant has on its way. */
    public void accept(Handle handle, Tenant tenant, GenerationRequest request) {
        Asking asking = Asking.of(outbox, tenant, request, Topic.GENERATION_REQUESTS_BATCH, Map.of());
        if (!IntakeRows.insert(handle, List.of(asking), Set.of()).isEmpty()) {
            outbox.append(handle, List.of(asking.message()));
            return;
        }
        Known known = GenerationStore.known(handle, List.of(asking.name())).get(asking.name());
        if (!known.hash().equals(asking.hash())) throw GenerationProblems.conflict(request.id());
    }

    private record Taken(List<Outcome> outcomes, Set<Name> stored, boolean someHeld) {}

    private List<Outcome> take(List<Asking> group) {
        // Of several under one name the first is stored: row and message are of the same one.
        Map<Name, Asking> firsts = new LinkedHashMap<>();
        group.forEach(asking -> firsts.putIfAbsent(asking.name(), asking));
        Taken taken = database.inTransaction(handle -> {
            List<Asking> fitting = load.fitting(handle, List.copyOf(firsts.values()));
            Set<Name> ahead = ahead(handle, fitting);
            Map<Name, Instant> stored = IntakeRows.insert(handle, fitting, ahead);
            // No two have the same name, and what was there before was sent, or held, before.
            Map<Boolean, List<Asking>> fresh = fitting.stream()
                    .filter(asking -> stored.containsKey(asking.name()))
                    .collect(Collectors.partitioningBy(asking -> ahead.contains(asking.name())));
            outbox.append(handle, fresh.get(true).stream().map(Asking::message).toList());
            held.hold(handle, fresh.get(false));
            return new Taken(
                    outcomes(handle, group, stored),
                    stored.keySet(),
                    !fresh.get(false).isEmpty());
        });
        taken.stored().forEach(name -> load.add(name.tenant()));
        if (taken.someHeld()) releasing.held();
        return taken.outcomes();
    }

    /** Those that go on the topic now, where their tenants have not enough there already. */
    private Set<Name> ahead(Handle handle, List<Asking> askings) {
        Map<Tenant, Integer> room = new HashMap<>();
        Set<Name> ahead = new HashSet<>();
        for (Asking asking : askings) {
            Tenant tenant = asking.name().tenant();
            int left = room.computeIfAbsent(tenant, ignored -> held.room(handle, tenant));
            if (left > 0) ahead.add(asking.name());
            room.put(tenant, left - 1);
        }
        return ahead;
    }

    /** The first of a name is the one that was stored. */
    private List<Outcome> outcomes(Handle handle, List<Asking> group, Map<Name, Instant> stored) {
        Set<Name> first = new HashSet<>(stored.keySet());
        List<Asking> others = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Asking asking : group) {
            boolean isNew = first.remove(asking.name());
            outcomes.add(isNew ? new Outcome.Stored(asking.queued(stored.get(asking.name()))) : null);
            if (!isNew) others.add(asking);
        }
        if (others.isEmpty()) return outcomes;
        Map<Name, Known> known = GenerationStore.known(
                handle, others.stream().map(Asking::name).distinct().toList());
        for (int i = 0; i < group.size(); i++) {
            if (outcomes.get(i) == null)
                outcomes.set(i, outcome(group.get(i), known.get(group.get(i).name())));
        }
        return outcomes;
    }

    private Outcome outcome(Asking asking, Known known) {
        String id = asking.request().id();
        if (known == null) return new Outcome.Refused(load.refusal(asking.name().tenant()));
        if (!known.hash().equals(asking.hash())) return new Outcome.Refused(GenerationProblems.conflict(id));
        if (known.deleted()) return new Outcome.Refused(GenerationProblems.deleted(id));
        return new Outcome.Stored(known.generation());
    }

    @PreDestroy
    void close() {
        arrivals.close();
    }
}
