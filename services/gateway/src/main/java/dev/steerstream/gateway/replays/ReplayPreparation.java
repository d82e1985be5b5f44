package dev.steerstream.gateway.replays;

import dev.steerstream.gateway.replays.ReplayLeases.Held;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.Split;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/** Looks up what a replay repeats, and the right answers that are known. Repeatable from any point: what is there already is left alone. */
final class ReplayPreparation {
    private static final int PORTION = 200;
    private static final String ITEM = " where tenant = :tenant and replay = :replay and number = :number";
    private static final Duration RENEW_EVERY = Duration.ofSeconds(3);

    private final Database database;
    private final DatasetLog log;
    private final SealedSubmissions submissions = new SealedSubmissions();

    ReplayPreparation(Database database, DatasetLog log) {
        this.database = database;
        this.log = log;
    }

    void prepare(Held held) {
        database.useTransaction(handle -> {
            ReplayLeases.renew(handle, held);
            find(handle, held);
        });
        boolean more = true;
        while (more) {
            more = database.inTransaction(handle -> {
                ReplayLeases.renew(handle, held);
                return hashPortion(handle, held);
            });
        }
        database.useTransaction(handle -> {
            ReplayLeases.renew(handle, held);
            takeSent(handle, held, "'prompt:' || i.prompt_hash");
            takeSent(handle, held, "'request:' || i.original");
        });
        List<String> notes = takeFromDataset(held);
        database.useTransaction(handle -> {
            ReplayLeases.renew(handle, held);
            update(
                            handle,
                            held,
                            "update replay set prepared = true, notes = cast(:notes as jsonb)"
                                    + " where tenant = :tenant and replay = :replay")
                    .bind("notes", Json.write(notes))
                    .execute();
        });
    }

    private static void find(Handle handle, Held held) {
        ReplayViews.Settings settings = held.settings();
        String window = " from generation where tenant = :tenant and task = :task and replay is null"
                + " and created_at >= :since and created_at < :until ";
        update(
                        handle,
                        held,
                        "insert into replay_item (tenant, replay, number, original, request)"
                                + " select :tenant, :replay, row_number() over (order by created_at, request) - 1, request,"
                                + " 'replay-' || substr(encode(sha256(convert_to(:replay || '/' || request, 'UTF8')), 'hex'), 1, 32)"
                                + " from (select request, created_at" + window + "and state = 'succeeded'"
                                + " order by created_at desc, request desc limit :most) newest"
                                + " where not exists (select from replay_item where tenant = :tenant and replay = :replay)")
                .bind("task", held.task())
                .bind("since", settings.since().atOffset(ZoneOffset.UTC))
                .bind("until", settings.until().atOffset(ZoneOffset.UTC))
                .bind("most", settings.limit())
                .execute();
        update(
                        handle,
                        held,
                        "update replay set"
                                + " removed = coalesce((select sum(requests) from generation_removed where tenant = :tenant"
                                + "   and task = :task and hour > :since - interval '1 hour' and hour < :until), 0),"
                                + " unanswered = (select count(*)" + window + "and state <> 'succeeded'),"
                                + " beyond = (select count(*)" + window + "and state = 'succeeded')"
                                + "   - (select count(*) from replay_item where tenant = :tenant and replay = :replay)"
                                + " where tenant = :tenant and replay = :replay")
                .bind("task", held.task())
                .bind("since", settings.since().atOffset(ZoneOffset.UTC))
                .bind("until", settings.until().atOffset(ZoneOffset.UTC))
                .execute();
    }

    private record Unread(int number, GenerationRequest request) {}

    /** Returns whether there may be more. */
    private static boolean hashPortion(Handle handle, Held held) {
        List<Unread> portion = handle.createQuery("select i.number, g.body::text body from replay_item i"
                        + " left join generation g on g.tenant = i.tenant and g.request = i.original"
                        + " where i.tenant = :tenant and i.replay = :replay and i.prompt_hash is null and i.state = 'waiting'"
                        + " order by i.number limit :portion")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .bind("portion", PORTION)
                .map((row, context) ->
                        new Unread(row.getInt("number"), Json.read(GenerationRequest.class, row.getString("body"))))
                .list();
        portion.forEach(unread -> hash(handle, held, unread));
        return portion.size() == PORTION;
    }

    private static void hash(Handle handle, Held held, Unread unread) {
        if (unread.request() == null) {
            update(handle, held, "update replay_item set state = 'gone'" + ITEM)
                    .bind("number", unread.number())
                    .execute();
            return;
        }
        update(
                        handle,
                        held,
                        "update replay_item set prompt_hash = :hash, reference = :reference,"
                                + " reference_source = :source" + ITEM)
                .bind("number", unread.number())
                .bind(
                        "hash",
                        PromptHash.of(
                                unread.request().messages(), unread.request().prompt()))
                .bind("reference", unread.request().reference())
                .bind("source", unread.request().reference() == null ? null : "request")
                .execute();
    }

    /** What was sent with the replay; the later call goes before the earlier one. */
    private static void takeSent(Handle handle, Held held, String matches) {
        update(
                        handle,
                        held,
                        "update replay_item i set reference = r.reference, reference_source = 'file'"
                                + " from replay_reference r where i.tenant = :tenant and i.replay = :replay"
                                + " and r.tenant = i.tenant and r.replay = i.replay and r.matches = " + matches)
                .execute();
    }

    /** From the dataset that the profile's adaptation learned from; returns what a reader of the report should know. */
    private List<String> takeFromDataset(Held held) {
        List<String> notes = new ArrayList<>();
        Set<String> wanted = new HashSet<>(database.read(handle -> handle.createQuery(
                        "select distinct cast(prompt_hash as text) from replay_item where tenant = :tenant and replay = :replay"
                                + " and reference is null and prompt_hash is not null")
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay())
                .mapTo(String.class)
                .list()));
        Optional<SealedSubmission> sealed = wanted.isEmpty() ? Optional.empty() : submission(held);
        if (sealed.isEmpty()) return notes;
        String name = "dataset " + sealed.get().dataset() + "/" + sealed.get().submission();
        DatasetReferences found = new DatasetReferences(wanted);
        long[] renewed = {System.nanoTime()};
        try {
            log.read(sealed.get(), row -> {
                found.take(row);
                if (System.nanoTime() - renewed[0] < RENEW_EVERY.toNanos()) return;
                database.useTransaction(handle -> ReplayLeases.renew(handle, held));
                renewed[0] = System.nanoTime();
            });
        } catch (SteerStreamException unreadable) {
            notes.add("No references were taken from " + name + ": "
                    + unreadable.failure().message());
            return notes;
        }
        store(held, found.references);
        if (found.trained > 0) {
            notes.add(found.trained + " references are of rows of " + name
                    + " that the profile was trained or calibrated on: it may know them by heart.");
        }
        if (!found.ambiguous.isEmpty()) {
            notes.add(found.ambiguous.size() + " prompts have more than one completion in " + name
                    + ", so none was taken as the right one.");
        }
        return notes;
    }

    /** Completions by prompt; of a prompt with different ones there is none. */
    private static final class DatasetReferences {
        private final Set<String> wanted;
        private final Map<String, String> references = new HashMap<>();
        private final Set<String> ambiguous = new HashSet<>();
        private long trained;

        DatasetReferences(Set<String> wanted) {
            this.wanted = wanted;
        }

        void take(DatasetRow row) {
            String hash = PromptHash.of(row.prompt(), null);
            if (!wanted.contains(hash) || ambiguous.contains(hash)) return;
            String other = references.putIfAbsent(hash, row.completion());
            if (other == null && row.split() != Split.HELD_OUT) trained++;
            if (other == null || other.strip().equals(row.completion().strip())) return;
            references.remove(hash);
            ambiguous.add(hash);
        }
    }

    private Optional<SealedSubmission> submission(Held held) {
        return database.read(handle -> handle.createQuery("select a.dataset, a.submission from steering_profile p"
                        + " join adaptation a on a.tenant = p.tenant and a.adaptation = p.adaptation"
                        + " where p.tenant = :tenant and p.task = :task and p.version = :version"
                        + " and a.dataset is not null and a.submission is not null")
                .bind("tenant", held.tenant().name())
                .bind("task", held.task())
                .bind("version", held.settings().profileVersion())
                .map((row, context) -> List.of(row.getString("dataset"), row.getString("submission")))
                .findOne()
                .flatMap(named -> submissions.find(handle, held.tenant().name(), named.get(0), named.get(1))));
    }

    private void store(Held held, Map<String, String> references) {
        if (references.isEmpty()) return;
        database.useTransaction(handle -> {
            ReplayLeases.renew(handle, held);
            PreparedBatch batch = handle.prepareBatch("update replay_item set reference = :reference,"
                    + " reference_source = 'dataset' where tenant = :tenant and replay = :replay"
                    + " and prompt_hash = :hash and reference is null");
            references.forEach(
                    (hash, reference) -> batch.bind("tenant", held.tenant().name())
                            .bind("replay", held.replay())
                            .bind("hash", hash)
                            .bind("reference", reference)
                            .add());
            batch.execute();
        });
    }

    private static Update update(Handle handle, Held held, String statement) {
        return handle.createUpdate(statement)
                .bind("tenant", held.tenant().name())
                .bind("replay", held.replay());
    }
}
