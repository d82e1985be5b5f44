package dev.steerstream.extractor;

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
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.SchemaVersion;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobObserver;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.jobs.JobWorker;
import dev.steerstream.work.jobs.LeasedJob;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
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
    private final JobWorker worker;

    private Extractor(OutboxRelay relay, ProgressPublisher progress, TaskModel model, JobWorker worker) {
        this.relay = relay;
        this.progress = progress;
        this.model = model;
        this.worker = worker;
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
                    List.of(Topic.DATASET_ROWS, Topic.ADAPTATION_EVENTS, Topic.STEERING_PROFILES),
                    Set.of());
        }

        Outbox outbox = new Outbox(SERVICE, clock);
        AdaptationStore adaptations = new AdaptationStore(outbox, clock);
        JobStore jobs = new JobStore();
        ArtefactStore artefacts = new ArtefactStore(database, configuration.workDir());
        TaskProfiles profiles =
                new TaskProfiles(adaptations, outbox, new TaskDeletion(adaptations, jobs, artefacts, outbox), clock);
        ExtractionStore store = new ExtractionStore(
                database,
                adaptations,
                new AdapterStore(database, artefacts),
                new SealedSubmissions(),
                new DatasetLog(clients, prefix, configuration.extractor().logPatience()));
        TaskModel model = new TaskModel(configuration);
        ExtractionHandler handler = new ExtractionHandler(
                store,
                model,
                new ProfileWriter(adaptations, profiles, artefacts, model, clock),
                configuration.extractor().observationsMebibytes() * 1024L * 1024L);

        Duration lease = Duration.ofSeconds(configuration.leaseSeconds());
        OutboxRelay relay = OutboxRelay.start(database, clients, prefix);
        ProgressPublisher progress = new ProgressPublisher(clients, prefix, SERVICE, clock);
        JobWorker worker = JobWorker.start(
                database,
                jobs,
                artefacts,
                new AdaptationJobs(adaptations, progress, clock),
                JobKind.EXTRACTION,
                handler,
                observer,
                new JobWorker.Settings(
                        owner,
                        lease,
                        lease.dividedBy(6),
                        configuration.extractor().poll(),
                        configuration.extractor().attempts(),
                        Backoff.patient()));
        return new Extractor(relay, progress, model, worker);
    }

    /** What this process may take, and who has what of it. */
    MemoryBudget memory() {
        return model.memory();
    }

    /** Whether it takes jobs now. */
    public boolean ready() {
        return alive() && worker.failure().isEmpty();
    }

    /** Whether its thread lives; false means that only a restart helps. */
    public boolean alive() {
        return worker.running();
    }

    /** The job at hand, or empty. */
    public Optional<LeasedJob> current() {
        return worker.current();
    }

    /** Stops within a portion of rows and gives the job back. */
    @Override
    public void close() {
        worker.close();
        model.close();
        progress.close();
        relay.close();
    }
}
