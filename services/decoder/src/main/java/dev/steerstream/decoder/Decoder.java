package dev.steerstream.decoder;

import dev.steerstream.decoder.profile.AdapterShelf;
import dev.steerstream.decoder.profile.ProfileCatalogue;
import dev.steerstream.decoder.profile.ProfileStore;
import dev.steerstream.decoder.profile.Profiles;
import dev.steerstream.decoder.profile.TaskVectors;
import dev.steerstream.decoder.running.DecodingLoop;
import dev.steerstream.decoder.running.Lane;
import dev.steerstream.decoder.running.StopReason;
import dev.steerstream.decoder.running.TokenStreams;
import dev.steerstream.decoder.store.ExpirySweep;
import dev.steerstream.decoder.store.GenerationStore;
import dev.steerstream.decoder.store.ServedModel;
import dev.steerstream.decoder.topic.Cancellations;
import dev.steerstream.decoder.topic.Controls;
import dev.steerstream.decoder.topic.ProfileNotices;
import dev.steerstream.decoder.topic.WholeTopic;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.consume.Admission;
import dev.steerstream.work.consume.BrokerRequirements;
import dev.steerstream.work.consume.DeadLetters;
import dev.steerstream.work.consume.Delivery;
import dev.steerstream.work.consume.ShareGroupPool;
import dev.steerstream.work.consume.ShareGroups;
import dev.steerstream.work.consume.ShareHandler.Outcome;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.SchemaVersion;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import dev.steerstream.work.traces.Tracing;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running decoder, without any framework: everything that it needs is made here, in the order of the arrows, and closed in the reverse. Safe
 * from any thread.
 */
public final class Decoder implements AutoCloseable {
    static final String SERVICE = "decoder";
    private static final Logger LOG = LoggerFactory.getLogger(Decoder.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<Lane, ShareGroupPool> pools = new EnumMap<>(Lane.class);
    private final DecoderConfiguration configuration;
    private final DecodingLoop loop;
    private final Patience patience;
    private final DatabaseWatch watch;
    private final WholeTopic profileTopic;
    private final WholeTopic controlTopic;
    private final ExecutorService handlers;
    private final GenerationHandler handler;

    /**
     * Checks what it needs, then takes requests once profiles and controls are read to their ends.
     *
     * @throws dev.steerstream.work.errors.SteerStreamException naming what broker or database lack
     */
    public static Decoder start(
            DecoderConfiguration configuration,
            Database database,
            BaseModel model,
            GenerationMetrics metrics,
            Clock clock) {
        Map<String, Object> clients = KafkaClients.properties(configuration);
        check(configuration, database, clients);
        return new Decoder(configuration, database, model, metrics, clock, clients);
    }

    private static void check(DecoderConfiguration configuration, Database database, Map<String, Object> clients) {
        SchemaVersion.require(database);
        String prefix = configuration.topicPrefix().orElse("");
        List<String> groups = List.of(group(prefix, Lane.INTERACTIVE), group(prefix, Lane.BATCH));
        try (Admin admin = Admin.create(clients)) {
            BrokerRequirements.check(
                    admin,
                    prefix,
                    List.of(
                            Topic.GENERATION_REQUESTS,
                            Topic.GENERATION_REQUESTS_BATCH,
                            Topic.GENERATION_CONTROLS,
                            Topic.GENERATION_TOKENS,
                            Topic.GENERATION_RESULTS,
                            Topic.STEERING_PROFILES,
                            Topic.DEAD_LETTERS),
                    groups);
            groups.forEach(group -> ShareGroups.configure(admin, group, ShareGroups.Settings.defaults()));
        }
    }

    private Decoder(
            DecoderConfiguration configuration,
            Database database,
            BaseModel model,
            GenerationMetrics metrics,
            Clock clock,
            Map<String, Object> clients) {
        this.configuration = configuration;
        String prefix = configuration.topicPrefix().orElse("");
        DecoderConfiguration.Decoder settings = configuration.decoder();

        Outbox outbox = new Outbox(SERVICE, clock);
        GenerationStore store = new GenerationStore(outbox);
        DeadLetters deadLetters = new DeadLetters(database, outbox, clock);
        ProfileStore profileStore = new ProfileStore();
        ProfileCatalogue catalogue = new ProfileCatalogue();
        Cancellations cancellations = new Cancellations();
        Results results = new Results(clock);
        patience = new Patience(Backoff.quick(), clock);

        open.push(OutboxRelay.start(database, clients, prefix));
        watch = opened(DatabaseWatch.start(database));
        loop = opened(DecodingLoop.start(model.sequences(), settings.slots(), settings.batchSlots()));
        TokenStreams streams =
                opened(new TokenStreams(clients, prefix, SERVICE, clock, () -> metrics.outcome("chunk_lost", "")));
        ArtefactStore artefacts = new ArtefactStore(database, configuration.workDir());
        AdapterShelf adapters = new AdapterShelf(
                new StoredAdapters(model, new AdapterStore(database, artefacts)), settings.idleAdapters());
        profileTopic =
                opened(WholeTopic.start(clients, Topic.STEERING_PROFILES.name(prefix), new ProfileNotices(catalogue)));
        controlTopic = opened(WholeTopic.start(
                clients,
                Topic.GENERATION_CONTROLS.name(prefix),
                new Controls(cancellations, request -> loop.stop(request, StopReason.CANCELLED))));
        opened(ExpirySweep.start(database, store, metrics, clock, settings.expirySweep()));
        opened(ServedModel.start(database, configuration.model(), model.description()));

        Profiles profiles = new Profiles(catalogue, profileStore, model.description());
        handler = new GenerationHandler(
                database,
                deadLetters,
                new Preparation(
                        model.encoder(),
                        new ResponseFormats(model.tokenizer()),
                        new Preparation.Bounds(
                                model.context(),
                                model.tokenizer().vocabularySize(),
                                settings.slots(),
                                model.sequences().fixesBits(),
                                model.sequences()::fits)),
                new Beginning(store, deadLetters, profiles, cancellations, results, new SecureRandom()),
                new Decoding(
                        model,
                        adapters,
                        new TaskVectors(artefacts),
                        loop,
                        streams,
                        new Answers(configuration.model(), model),
                        patience,
                        results,
                        clock),
                store,
                patience,
                metrics,
                opened(Tracing.of(SERVICE)),
                clock);
        handlers = Executors.newCachedThreadPool(task -> {
            Thread named = new Thread(task, "generation-handler");
            named.setDaemon(true);
            return named;
        });
        for (Lane lane : Lane.values()) pools.put(lane, pool(lane, prefix, clients));
        metrics.gauge(
                "running.answers", "answers that decode now", () -> loop.load().running());
        metrics.gauge("waiting.requests", "taken requests that wait for a slot", () -> loop.load()
                .waiting());
        metrics.gauge("held.records", "records that are taken and not acknowledged", this::heldRecords);
        metrics.gauge("attached.adapters", "adapters in memory", adapters::size);
        MemoryReport.show(model.memory(), metrics);
        metrics.gauge("known.profiles", "tasks with a profile in force", catalogue::size);
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private ShareGroupPool pool(Lane lane, String prefix, Map<String, Object> clients) {
        int slots = configuration.decoder().slots();
        return ShareGroupPool.start(
                clients,
                new ShareGroupPool.Settings(
                        group(prefix, lane),
                        List.of(lane.topic().name(prefix)),
                        lane == Lane.INTERACTIVE ? slots : Math.max(1, slots - 1),
                        configuration.decoder().shutdownGrace()),
                admission(lane),
                delivery -> CompletableFuture.supplyAsync(() -> handle(delivery, lane), handlers));
    }

    /**
     * A record is taken only where it can soon run: what waits here could run in another decoder. Nothing is taken before the profiles and controls
     * are known, and while the database is away.
     */
    private Admission admission(Lane lane) {
        int slots = configuration.decoder().slots();
        int batchSlots = configuration.decoder().batchSlots();
        return () -> ready() && loop.load().admits(lane, slots, batchSlots);
    }

    private Outcome handle(Delivery delivery, Lane lane) {
        try {
            return handler.handle(delivery, lane);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new CompletionException(closing);
        }
    }

    private static String group(String prefix, Lane lane) {
        return prefix + "steerstream-decoder" + (lane == Lane.BATCH ? "-batch" : "");
    }

    /** Whether it takes requests now. */
    public boolean ready() {
        return knowsTopics() && watch.answers() && alive();
    }

    boolean knowsTopics() {
        return profileTopic.readToEnd() && controlTopic.readToEnd();
    }

    boolean databaseAnswers() {
        return watch.answers();
    }

    /** Records that are taken and not acknowledged: decoding, waiting for a slot, or waiting for the database. */
    public int heldRecords() {
        return pools.values().stream().mapToInt(ShareGroupPool::held).sum();
    }

    /** Answers that decode now. */
    public int decodingAnswers() {
        return loop.load().running();
    }

    /** Whether the decoding thread lives; false means that only a restart helps. */
    public boolean alive() {
        return loop.alive();
    }

    /** Takes nothing new, lets what runs end within the grace, gives back the rest, and closes everything. The model stays open. */
    @Override
    public void close() {
        pools.values().parallelStream().forEach(ShareGroupPool::close);
        patience.close();
        handlers.shutdown();
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception failure) {
                LOG.warn("{} did not close: {}", part.getClass().getSimpleName(), failure.getMessage());
            }
        }
        try {
            if (!handlers.awaitTermination(5, TimeUnit.SECONDS)) handlers.shutdownNow();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
