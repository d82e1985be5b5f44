package dev.steerstream.trainer;

import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.training.TrainingType;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.adaptations.AdaptationCommands;
import dev.steerstream.work.adaptations.AdaptationJobs;
import dev.steerstream.work.adaptations.AdaptationStore;
import dev.steerstream.work.adaptations.ImportedProfiles;
import dev.steerstream.work.adaptations.ProgressPublisher;
import dev.steerstream.work.adaptations.TaskDeletion;
import dev.steerstream.work.adaptations.TaskProfiles;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.consume.BrokerRequirements;
import dev.steerstream.work.consume.DeadLetters;
import dev.steerstream.work.consume.RecordLoop;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.SchemaVersion;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.evaluations.EvaluationDeletion;
import dev.steerstream.work.evaluations.EvaluationStore;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.jobs.JobWorker;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import dev.steerstream.work.traces.Tracing;
import io.quarkus.runtime.configuration.MemorySize;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running trainer, without any framework: the relay, the command loop, the job worker. Each has threads of its own, so no Kafka session depends on
 * a training's steps. Closed in the reverse order. Safe from any thread.
 */
public final class Trainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(2);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Database database;
    private final MemoryBudget memory;
    private final OutboxRelay relay;
    private final RecordLoop commands;
    private final JobWorker worker;

    /**
     * Checks what it needs, then starts all parts. The model is fetched and the engine loaded with the first job.
     *
     * @throws SteerStreamException naming what broker or database lack
     */
    public static Trainer start(TrainerConfiguration configuration, Database database, TrainerMetrics metrics) {
        SchemaVersion.require(database);
        String prefix = configuration.topicPrefix().orElse("");
        Map<String, Object> client = new HashMap<>(configuration.kafka().properties());
        client.put("bootstrap.servers", configuration.kafka().bootstrap());
        try (Admin admin = Admin.create(client)) {
            BrokerRequirements.check(
                    admin,
                    prefix,
                    List.of(
                            Topic.ADAPTATION_COMMANDS,
                            Topic.ADAPTATION_EVENTS,
                            Topic.DATASET_ROWS,
                            Topic.STEERING_PROFILES,
                            Topic.DEAD_LETTERS),
                    List.of());
        }
        return new Trainer(configuration, prefix, client, database, metrics);
    }

    private Trainer(
            TrainerConfiguration configuration,
            String prefix,
            Map<String, Object> client,
            Database database,
            TrainerMetrics metrics) {
        this.database = database;
        this.memory = MemoryBudget.ofProcess(configuration.memory().map(MemorySize::asLongValue));
        LOG.info("{}", memory);
        metrics.show(memory);
        Clock clock = Clock.systemUTC();
        Outbox outbox = new Outbox("trainer", clock);
        JobStore jobs = new JobStore();
        SealedSubmissions submissions = new SealedSubmissions();
        ArtefactStore artefacts =
                new ArtefactStore(database, Path.of(configuration.workDir()).resolve("artefacts"));
        AdaptationStore adaptations = new AdaptationStore(outbox, clock);
        TaskDeletion deletion = new TaskDeletion(
                adaptations,
                jobs,
                artefacts,
                outbox,
                new EvaluationDeletion(new EvaluationStore(outbox, clock), artefacts));
        TaskProfiles profiles = new TaskProfiles(adaptations, outbox, deletion, clock);
        ImportedProfiles imports = new ImportedProfiles(
                adaptations, profiles, new AdapterStore(database, artefacts), artefacts, deletion, clock);

        Tracing tracing = opened(Tracing.of("trainer"));
        // First, since it alone may fail here: nothing else runs yet then.
        ProgressPublisher progress = opened(new ProgressPublisher(client, prefix, "trainer", clock));
        relay = opened(OutboxRelay.start(database, client, prefix));
        commands = opened(RecordLoop.start(
                client,
                prefix + "steerstream-trainer",
                List.of(Topic.ADAPTATION_COMMANDS.name(prefix)),
                new CommandHandler(
                        new AdaptationCommands(database, adaptations, jobs, submissions, profiles, imports), tracing),
                new DeadLetters(database, outbox, clock)));

        LazyModel model = opened(new LazyModel(
                configuration.model(), configuration.modelCache().map(Path::of).orElseGet(ModelCache::defaultFolder)));
        WarmStartHandler handler = new WarmStartHandler(
                database,
                adaptations,
                submissions,
                new DatasetLog(client, prefix, configuration.trainer().datasetPatience()),
                jobs,
                new AdapterStore(database, artefacts),
                model,
                metrics,
                memory,
                configuration.threads().orElse(Runtime.getRuntime().availableProcessors()),
                TrainingType.named(configuration.trainer().type()));
        worker = opened(JobWorker.start(
                database,
                jobs,
                artefacts,
                List.of(new JobWorker.Work(
                        JobKind.WARM_START, handler, new AdaptationJobs(adaptations, progress, clock))),
                metrics.jobs(),
                tracing,
                holding(configuration)));
    }

    private static JobWorker.Settings holding(TrainerConfiguration configuration) {
        Duration lease = Duration.ofSeconds(configuration.leaseSeconds());
        // A request to cancel is seen with a heartbeat, so it comes every other second even under a long lease.
        Duration heartbeat = Stream.of(lease.dividedBy(4), LONGEST_HEARTBEAT)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new JobWorker.Settings(
                "trainer " + ProcessHandle.current().pid(),
                lease,
                heartbeat,
                configuration.trainer().poll(),
                configuration.trainer().attempts(),
                Backoff.patient());
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** What this process may take, and who has what of it. */
    MemoryBudget memory() {
        return memory;
    }

    /** The adaptation that it trains, as {@code tenant/adaptation}, or empty. */
    Optional<String> current() {
        return worker.current().map(job -> job.tenant() + "/" + job.adaptation());
    }

    /** What keeps commands and jobs from being taken and told: one sentence each; none when all is well. */
    List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (!commands.running()) obstacles.add("the reader of commands has ended");
        if (!worker.running()) obstacles.add("the job worker has ended");
        commands.failure().ifPresent(failure -> obstacles.add("commands wait: " + failure.message()));
        worker.failure().ifPresent(failure -> obstacles.add("jobs wait: " + failure.message()));
        relay.failure().ifPresent(failure -> obstacles.add("events wait: " + failure.message()));
        if (!database.answers()) obstacles.add("the database does not answer");
        return obstacles;
    }

    /** Whether its threads live; broker and database are not asked. */
    boolean alive() {
        return commands.running() && worker.running();
    }

    /** A running step ends, then the job goes back at once; the next trainer resumes from its checkpoint. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) {
                LOG.warn("a part did not stop in order: {}", failure.getMessage(), failure);
            }
        }
    }
}
