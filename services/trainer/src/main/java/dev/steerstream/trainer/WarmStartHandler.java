package dev.steerstream.trainer;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryPart;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.TrainingMemory;
import dev.steerstream.model.training.TrainingType;
import dev.steerstream.model.training.WarmStartResult;
import dev.steerstream.model.training.WarmStartTraining;
import dev.steerstream.model.training.evaluation.EvaluationSettings;
import dev.steerstream.model.training.evaluation.Measurements;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.adaptations.Adaptation;
import dev.steerstream.work.adaptations.AdaptationChange;
import dev.steerstream.work.adaptations.AdaptationSettings;
import dev.steerstream.work.adaptations.AdaptationStore;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.JobHandler;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.jobs.LeasedJob;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a warm start: reads the training rows from the log, encodes and checks them, trains step by step with checkpoints, and commits the
 * adapter, the job, the adaptation, its extraction job and the event in one transaction. The same seed, rows, base, machine type and thread count
 * give the same adapter digest, interrupted or not.
 */
final class WarmStartHandler implements JobHandler {
    private static final Logger LOG = LoggerFactory.getLogger(WarmStartHandler.class);

    private final Database database;
    private final AdaptationStore adaptations;
    private final SealedSubmissions submissions;
    private final DatasetLog log;
    private final JobStore jobs;
    private final AdapterStore adapters;
    private final LazyModel models;
    private final TrainerMetrics metrics;
    private final MemoryBudget memory;
    private final int threads;
    private final TrainingType type;

    WarmStartHandler(
            Database database,
            AdaptationStore adaptations,
            SealedSubmissions submissions,
            DatasetLog log,
            JobStore jobs,
            AdapterStore adapters,
            LazyModel models,
            TrainerMetrics metrics,
            MemoryBudget memory,
            int threads,
            TrainingType type) {
        this.database = database;
        this.adaptations = adaptations;
        this.submissions = submissions;
        this.log = log;
        this.jobs = jobs;
        this.adapters = adapters;
        this.models = models;
        this.metrics = metrics;
        this.memory = memory;
        this.threads = threads;
        this.type = type;
    }

    @Override
    public void run(LeasedJob job, JobContext context) throws Exception {
        try {
            warmStart(job, context);
        } catch (RuntimeException failure) {
            throw EngineFailures.typed(failure);
        }
    }

    private void warmStart(LeasedJob job, JobContext context) throws Exception {
        WarmStartProgress progress = new WarmStartProgress(job, context);
        Adaptation adaptation = database.read(handle ->
                adaptations.find(handle, job.tenant(), job.adaptation()).orElseThrow());
        SealedSubmission sealed = database.read(
                handle -> submissions.require(handle, job.tenant(), adaptation.dataset(), adaptation.submission()));
        // Jobs that were stored before there was some setting take its default.
        WarmStartConfiguration settings = AdaptationSettings.complete(adaptation.warmStart());

        progress.loading(0, 1);
        BaseModel model = models.get((done, total) -> progress.loading(done, total));
        context.stopIfAsked();

        try (Weights weights = model.weights()) {
            TransformerConfig shape = weights.config();
            TrainingRows rows = read(sealed, model, shape, settings, context, progress);
            FramedRows framed = FramedRows.of(model, settings.sequenceLength(), rows);
            database.useTransaction(handle -> framed.store(handle, sealed));
            List<TokenRow> checked = rows.checked();
            TrainingConfiguration configuration =
                    configuration(settings, checked.size()).in(type);
            AdapterManifest begun = manifest(model, weights, sealed, settings, rows, checked.size());
            context.stopIfAsked();
            WarmStartRun run = new WarmStartRun(job, context, settings, progress, metrics);
            Measurements measurements = new Measurements(measured(settings.evaluation()), rows.calibration());
            try (MemoryBudget.Reservation reserved = memory.reserve(
                            MemoryPart.TRAINING,
                            "The warm start, in batches of " + settings.batchSize() + " rows of up to "
                                    + settings.sequenceLength() + " tokens,",
                            TrainingMemory.bytes(shape, configuration, checked));
                    WarmStartTraining training = run.begin(
                            new WarmStartRun.Beginning(weights, threads, configuration, checked, measurements))) {
                double loss = run.train(training);
                WarmStartResult result = training.result();
                commit(job, context, result.adapter(), begun.ended(training, loss, result));
            }
        }
    }

    private TrainingRows read(
            SealedSubmission sealed,
            BaseModel model,
            TransformerConfig shape,
            WarmStartConfiguration settings,
            JobContext context,
            WarmStartProgress progress) {
        TrainingRows rows = new TrainingRows(
                model.encoder(),
                model.hasTemplate(),
                settings.sequenceLength(),
                shape.contextLength() - PeftSettings.of(settings).virtualTokens());
        progress.reading(0, sealed.rows());
        log.read(sealed, row -> {
            stopIfAsked(context);
            rows.add(row);
            progress.reading(row.row() + 1, sealed.rows());
        });
        LOG.info("training rows by token length: {}, {} of them cut", rows.lengths(), rows.truncated());
        return rows;
    }

    /** Where a receiver may throw nothing checked: the interrupt is kept for the worker, which gives the job back. */
    private static void stopIfAsked(JobContext context) {
        try {
            context.stopIfAsked();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new CancellationException(stopping.getMessage());
        }
    }

    private void commit(LeasedJob job, JobContext context, PeftAdapter adapter, AdapterManifest manifest)
            throws InterruptedException {
        String digest = adapter.digest();
        Map<String, byte[]> files = PeftFiles.toBytes(adapter);
        context.commit(handle -> {
            Adaptation adaptation = adaptations.require(handle, job.tenant(), job.adaptation());
            adapters.put(handle, job.tenant(), digest, job.adaptation(), files, Json.write(manifest));
            jobs.enqueue(handle, job.tenant(), JobKind.EXTRACTION, job.adaptation(), job.trace());
            adaptations.apply(handle, adaptation, AdaptationChange.trained(digest));
        });
        LOG.info("adaptation {} of tenant {} trained: adapter {}", job.adaptation(), job.tenant(), digest);
    }

    private AdapterManifest manifest(
            BaseModel model,
            Weights weights,
            SealedSubmission sealed,
            WarmStartConfiguration settings,
            TrainingRows rows,
            int count) {
        return new AdapterManifest(
                model.reference(),
                weights.digest(),
                weights.config().architecture(),
                model.tokenizer().digest(),
                model.templateDigest(),
                weights.config().vocabularySize(),
                type.label(),
                "",
                sealed.dataset(),
                sealed.submission(),
                sealed.sha256(),
                settings,
                threads,
                count,
                rows.truncated(),
                rows.tokens(),
                rows.lengths(),
                0,
                0,
                0,
                null,
                null,
                0,
                List.of());
    }

    private static EvaluationSettings measured(WarmStartConfiguration.Evaluation settings) {
        return new EvaluationSettings(
                settings.everySteps(),
                settings.rows(),
                settings.patience(),
                settings.keepBest(),
                settings.steeringPatience());
    }

    /** Part of an epoch is so many steps; whole epochs stay epochs. */
    static TrainingConfiguration configuration(WarmStartConfiguration settings, int rows) {
        double epochs = settings.epochs();
        boolean whole = epochs == Math.rint(epochs);
        long rowsPerStep = (long) settings.batchSize() * settings.gradientAccumulationSteps();
        long stepsPerEpoch = (rows + rowsPerStep - 1) / rowsPerStep;
        int steps = settings.maxSteps() != null
                ? settings.maxSteps()
                : whole ? 0 : Math.toIntExact((long) Math.ceil(epochs * stepsPerEpoch));
        return new TrainingConfiguration(
                PeftSettings.of(settings),
                settings.learningRate(),
                Schedule.named(settings.schedule()).warmedUp(settings.warmupSteps()),
                settings.weightDecay(),
                settings.gradientClip(),
                whole ? (int) epochs : 1,
                steps,
                settings.batchSize(),
                settings.gradientAccumulationSteps(),
                settings.sequenceLength(),
                settings.seed());
    }
}
