package dev.steerstream.trainer;

import dev.steerstream.model.engine.Device;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.adaptations.AdaptationCommands;
import dev.steerstream.work.adaptations.AdaptationJobs;
import dev.steerstream.work.adaptations.AdaptationStore;
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
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.jobs.JobWorker;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/** Builds the trainer's parts, starts and stops them: relay, command loop, job worker. What is wrong at the start ends the process by name. */
@ApplicationScoped
class Wiring {
    private static final Logger LOG = Logger.getLogger(Wiring.class);

    private final TrainerConfiguration configuration;
    private final Database database;
    private final TrainerMetrics metrics;
    private ProgressPublisher progress;
    private OutboxRelay relay;
    private RecordLoop commands;
    private LazyModel models;
    private JobWorker worker;

    Wiring(TrainerConfiguration configuration, DataSource source, MeterRegistry registry) {
        this.configuration = configuration;
        this.database = new Database(source);
        this.metrics = new TrainerMetrics(registry);
    }

    void start(@Observes StartupEvent event) {
        String prefix = configuration.topicPrefix().orElse("");
        Map<String, Object> client = new HashMap<>(configuration.kafka().properties());
        client.put("bootstrap.servers", configuration.kafka().bootstrap());
        check(client, prefix);

        Clock clock = Clock.systemUTC();
        Path work = Path.of(configuration.workDir());
        Outbox outbox = new Outbox("trainer", clock);
        JobStore jobs = new JobStore();
        SealedSubmissions submissions = new SealedSubmissions();
        ArtefactStore artefacts = new ArtefactStore(database, work.resolve("artefacts"));
        AdaptationStore adaptations = new AdaptationStore(outbox, clock);
        TaskProfiles profiles =
                new TaskProfiles(adaptations, outbox, new TaskDeletion(adaptations, jobs, artefacts, outbox), clock);

        relay = OutboxRelay.start(database, client, prefix);
        commands = RecordLoop.start(
                client,
                prefix + "steerstream-trainer",
                List.of(Topic.ADAPTATION_COMMANDS.name(prefix)),
                new CommandHandler(new AdaptationCommands(database, adaptations, jobs, submissions, profiles)),
                new DeadLetters(database, outbox, clock));

        progress = new ProgressPublisher(client, prefix, "trainer", clock);
        models = new LazyModel(
                configuration.model(), configuration.modelCache().map(Path::of).orElseGet(ModelCache::defaultFolder));
        WarmStartHandler handler = new WarmStartHandler(
                database,
                adaptations,
                submissions,
                new DatasetLog(client, prefix, configuration.trainer().datasetPatience()),
                jobs,
                new AdapterStore(database, artefacts),
                models,
                metrics,
                configuration.threads().orElse(Runtime.getRuntime().availableProcessors()));
        worker = JobWorker.start(
                database,
                jobs,
                artefacts,
                new AdaptationJobs(adaptations, progress, clock),
                JobKind.WARM_START,
                handler,
                metrics,
                holding());
    }

    private JobWorker.Settings holding() {
        Duration lease = Duration.ofSeconds(configuration.leaseSeconds());
        // A request to cancel is seen with a heartbeat, so it comes every other second even under a long lease.
        Duration heartbeat = Stream.of(lease.dividedBy(4), Duration.ofSeconds(2))
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

    private void check(Map<String, Object> client, String prefix) {
        if (configuration.leaseSeconds() < 2) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "steerstream.lease-seconds is " + configuration.leaseSeconds() + ": it must be at least 2",
                    "Set it to more than a trainer's longest pause, such as 30.");
        }
        Device.named(configuration.device());
        ModelReference.parse(configuration.model());
        SchemaVersion.require(database);
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
    }

    /** A running step ends, then the job goes back at once; the next trainer resumes from its checkpoint. */
    void stop(@Observes ShutdownEvent event) {
        // The worker first: what it gives back is told by the others.
        Stream.of(worker, commands, relay, progress, models).forEach(Wiring::close);
    }

    private static void close(AutoCloseable part) {
        if (part == null) return;
        try {
            part.close();
        } catch (Exception failure) {
            LOG.warnf(failure, "%s did not stop cleanly", part.getClass().getSimpleName());
        }
    }

    /** Whether the threads that do the work live; it knows nothing of broker and database. */
    boolean alive() {
        return worker == null || (worker.running() && commands.running());
    }

    /** What keeps commands and jobs from being taken now, or empty. */
    Optional<Failure> failure() {
        return Stream.of(commands.failure(), worker.failure(), relay.failure())
                .flatMap(Optional::stream)
                .findFirst();
    }

    boolean databaseAnswers() {
        return database.answers();
    }

    /** The adaptation at hand, or empty. */
    Optional<String> current() {
        return worker.current().map(job -> job.tenant() + "/" + job.adaptation());
    }
}
