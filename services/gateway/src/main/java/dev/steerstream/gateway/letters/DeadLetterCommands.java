package dev.steerstream.gateway.letters;

import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.letters.DeadLetterViews.Choice;
import dev.steerstream.gateway.letters.DeadLetterViews.Settled;
import dev.steerstream.gateway.letters.DeadLetterViews.Settlement;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Publishes dead letters again, or gives them up. The rows are locked while it happens, so that two operators do it once; a gateway that dies between
 * the broker's answer and the commit leaves a letter that can be redriven twice, which every stage's idempotence covers.
 */
@Singleton
public class DeadLetterCommands {
    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 500;

    private final Database database;
    private final Redriving redriving;

    public DeadLetterCommands(Database database, Redriving redriving) {
        this.database = database;
        this.redriving = redriving;
    }

    Settlement redrive(Tenant tenant, Choice choice, String actor) {
        return settle(tenant, choice, actor, "redriven");
    }

    Settlement discard(Tenant tenant, Choice choice, String actor) {
        return settle(tenant, choice, actor, "discarded");
    }

    private Settlement settle(Tenant tenant, Choice choice, String actor, String state) {
        int limit = limit(choice);
        boolean dryRun = Boolean.TRUE.equals(choice.dryRun());
        return database.inTransaction(handle -> {
            List<StoredLetter> found = letters(handle, tenant, choice, limit, dryRun ? "" : " for update skip locked");
            boolean more = found.size() > limit;
            List<StoredLetter> taken = more ? found.subList(0, limit) : found;
            List<StoredLetter> waiting = taken.stream()
                    .filter(one -> one.letter().state().equals("stored"))
                    .toList();
            Map<UUID, Settled> outcomes =
                    state.equals("redriven") ? redriving.redrive(handle, tenant, waiting, dryRun) : discarded(waiting);
            int done = 0;
            for (StoredLetter one : waiting) {
                if (!outcomes.get(one.letter().id()).outcome().equals(state)) continue;
                done++;
                if (!dryRun) mark(handle, tenant, one, actor, state);
            }
            return new Settlement(dryRun, done, more, items(choice, taken, outcomes));
        });
    }

    private static int limit(Choice choice) {
        boolean named = choice.ids() != null;
        Rules.require(
                named != (choice.reason() != null || choice.topic() != null),
                "ids",
                named ? "given, and reason or topic too" : null,
                "either ids are given, or reason, topic or both");
        if (named) {
            Rules.require(
                    !choice.ids().isEmpty()
                            && choice.ids().size() <= LARGEST_LIMIT
                            && !choice.ids().contains(null),
                    "ids",
                    choice.ids().size() + " ids",
                    "it has 1 to " + LARGEST_LIMIT);
            return LARGEST_LIMIT;
        }
        int limit = choice.limit() == null ? DEFAULT_LIMIT : choice.limit();
        Rules.require(limit >= 1 && limit <= LARGEST_LIMIT, "limit", limit, "it is 1 to " + LARGEST_LIMIT);
        return limit;
    }

    private static List<StoredLetter> letters(Handle handle, Tenant tenant, Choice choice, int limit, String lock) {
        String chosen = choice.ids() != null
                ? " and id = any(:ids)"
                : " and state = 'stored' and (cast(:reason as text) is null or failure ->> 'code' = :reason)"
                        + " and (cast(:topic as text) is null or topic = :topic)";
        var query = handle.createQuery("select" + StoredLetter.WHOLE + "from dead_letter where tenant = :tenant"
                        + chosen + " order by created_at, id limit :limit" + lock)
                .bind("tenant", tenant.name())
                .bind("limit", limit + 1);
        if (choice.ids() != null) query.bind("ids", choice.ids().toArray(UUID[]::new));
        else query.bind("reason", choice.reason()).bind("topic", choice.topic());
        return query.map(StoredLetter::whole).list();
    }

    private static Map<UUID, Settled> discarded(List<StoredLetter> waiting) {
        Map<UUID, Settled> outcomes = new HashMap<>();
        for (StoredLetter one : waiting) {
            outcomes.put(
                    one.letter().id(),
                    new Settled(one.letter().id(), one.letter().topic(), "discarded", null));
        }
        return outcomes;
    }

    private static void mark(Handle handle, Tenant tenant, StoredLetter one, String actor, String state) {
        handle.createUpdate("update dead_letter set state = :state, settled_at = clock_timestamp(), settled_by = :actor"
                        + " where tenant = :tenant and id = :id")
                .bind("state", state)
                .bind("actor", actor)
                .bind("tenant", tenant.name())
                .bind("id", one.letter().id())
                .execute();
        Audit.write(
                handle,
                tenant.name(),
                actor,
                state.equals("redriven") ? "redrive" : "discard",
                "dead letter " + one.letter().id(),
                Map.of(
                        "topic", one.letter().topic(),
                        "partition", one.letter().partition(),
                        "offset", one.letter().offset(),
                        "reason", one.letter().failure().code()));
    }

    /** In the order of the ids where there were some, with a line for those that were not there. */
    private static List<Settled> items(Choice choice, List<StoredLetter> taken, Map<UUID, Settled> outcomes) {
        Map<UUID, Settled> all = new HashMap<>(outcomes);
        for (StoredLetter one : taken) {
            all.putIfAbsent(
                    one.letter().id(),
                    new Settled(
                            one.letter().id(),
                            one.letter().topic(),
                            "settled",
                            "it was " + one.letter().state() + " before"));
        }
        List<UUID> order = choice.ids() != null
                ? choice.ids()
                : taken.stream().map(one -> one.letter().id()).toList();
        List<Settled> items = new ArrayList<>();
        for (UUID id : order) {
            items.add(Optional.ofNullable(all.get(id))
                    .orElse(new Settled(id, null, "unknown", "there is none, or somebody else is at it")));
        }
        return items;
    }
}
