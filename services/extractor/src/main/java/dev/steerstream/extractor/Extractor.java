package dev.steerstream.extractor;

import dev.steerstream.extractor.evaluation.CommandHandler;
import dev.steerstream.extractor.evaluation.EvaluationHandler;
import dev.steerstream.extractor.evaluation.EvaluationSource;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.schemas.Topic;
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
import dev.steerstream.work.evaluations.EvaluationCommands;
import dev.steerstream.work.evaluations.EvaluationDeletion;
import dev.steerstream.work.evaluations.EvaluationJobs;
import dev.steerstream.work.evaluations.EvaluationStore;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobObserver;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.jobs.JobWorker;
import dev.steerstream.work.jobs.LeasedJob;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import dev.steerstream.work.traces.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** A running extractor, without any framework: one job at a time on one thread, the model loaded at the first. Safe from any thread. */
public final class Extractor implements AutoCloseable {
    static final String SERVICE = "extractor";

    private final OutboxRelay relay;
    private final ProgressPublisher progress;
    private final TaskModel model;
    private final RecordLoop commands;
    private final JobWorker worker;
    private final Tracing tracing;

    private Extractor(
            OutboxRelay relay,
            ProgressPublisher progress,
            RecordLoop commands,
            TaskModel model,
            JobWorker worker,
            Tracing tracing) {
        this.relay = relay;
        this.progress = progress;
        this.commands = commands;
        this.model = model;
        this.worker = worker;
        this.tracing = tracing;
    }

    /**
     * Checks what it needs, then takes jobs.
     *
     * @param owner names this process in a job's lease, for people
     * @throws dev.steerstream.work.errors.SteerStreamException naming what broker or database lack
     */
    public static Extractor start(
            ExtractorConfiguration configuration, Database database, String owner, JobObserver observer, Clock clock) {
        String prefix = configuration.topicPrefix().orElse("");
        Map<String, Object> clients = new HashMap<>(configuration.kafka().properties());
        clients.put("bootstrap.servers", configuration.kafka().bootstrap());
        SchemaVersion.require(database);
        try (Admin admin = Admin.create(clients)) {
            BrokerRequirements.check(
                    admin,
                    prefix,
                    List.of(
                            Topic.DATASET_ROWS,
                            Topic.ADAPTATION_EVENTS,
                            Topic.EVALUATION_COMMANDS,
                            Topic.EVALUATION_EVENTS,
                            Topic.STEERING_PROFILES,
                            Topic.DEAD_LETTERS),
                    Set.of());
        }

        Outbox outbox = new Outbox(SERVICE, clock);
        AdaptationStore adaptations = new AdaptationStore(outbox, clock);
        JobStore jobs = new JobStore();
        ArtefactStore artefacts = new ArtefactStore(database, configuration.workDir());
        EvaluationStore evaluations = new EvaluationStore(outbox, clock);
        TaskDeletion deletion =
                new TaskDeletion(adaptations, jobs, artefacts, outbox, new EvaluationDeletion(evaluations, artefacts));
        TaskProfiles profiles = new TaskProfiles(adaptations, outbox, deletion, clock);
        AdapterStore adapters = new AdapterStore(database, artefacts);
        SealedSubmissions submissions = new SealedSubmissions();
        DatasetLog log =
                new DatasetLog(clients, prefix, configuration.extractor().logPatience());
        ExtractionStore store = new ExtractionStore(database, adaptations, adapters, submissions, log);
        TaskModel model = new TaskModel(configuration);
        long observationBytes = configuration.extractor().observationsMebibytes() * 1024L * 1024L;
        ExtractionHandler handler = new ExtractionHandler(
                store,
                model,
                new ProfileWriter(adaptations, profiles, artefacts, outbox, model, clock),
                observationBytes);
        EvaluationHandler evaluationHandler = new EvaluationHandler(
                new EvaluationSource(database, evaluations, adapters, submissions, log),
                model,
                evaluations,
                artefacts,
                configuration.extractor().keepEvery(),
                observationBytes);

        Tracing tracing = Tracing.of(SERVICE);
        Duration lease = Duration.ofSeconds(configuration.leaseSeconds());
        OutboxRelay relay = OutboxRelay.start(database, clients, prefix);
        ProgressPublisher progress = new ProgressPublisher(clients, prefix, SERVICE, clock);
        RecordLoop commands = RecordLoop.start(
                clients,
                prefix + "steerstream-extractor",
                List.of(Topic.EVALUATION_COMMANDS.name(prefix)),
                new CommandHandler(new EvaluationCommands(database, evaluations, jobs, submissions), tracing),
                new DeadLetters(database, outbox, clock));
        // One worker, since one thread computes; a profile that is awaited comes before one that is judged.
        JobWorker worker = JobWorker.start(
                database,
                jobs,
                artefacts,
                List.of(
                        new JobWorker.Work(
                                JobKind.EXTRACTION, handler, new AdaptationJobs(adaptations, progress, clock)),
                        new JobWorker.Work(
                                JobKind.EVALUATION, evaluationHandler, new EvaluationJobs(evaluations, progress))),
                observer,
                tracing,
                new JobWorker.Settings(
                        owner,
                        lease,
                        lease.dividedBy(6),
                        configuration.extractor().poll(),
                        configuration.extractor().attempts(),
                        Backoff.patient()));
        return new Extractor(relay, progress, commands, model, worker, tracing);
    }

    /** What this process may take, and who has what of it. */
    MemoryBudget memory() {
        return model.memory();
    }

    /** Whether it takes jobs now. */
    public boolean ready() {
        return alive() && worker.failure().isEmpty() && commands.failure().isEmpty();
    }

    /** Whether its threads live; false means that only a restart helps. */
    public boolean alive() {
        return worker.running() && commands.running();
    }

    /** The job at hand, or empty. */
    public Optional<LeasedJob> current() {
        return worker.current();
    }

    /** Stops within a portion of rows and gives the job back. */
    @Override
    public void close() {
        commands.close();
        worker.close();
        model.close();
        progress.close();
        relay.close();
        tracing.close();
    }
}
