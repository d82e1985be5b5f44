package dev.steerstream.model.training;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.memory.NativeHeap;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.training.evaluation.Evaluation;
import dev.steerstream.model.training.evaluation.EvaluationHistory;
import dev.steerstream.model.training.evaluation.Measurements;
import dev.steerstream.model.training.evaluation.StopReason;
import dev.steerstream.model.training.method.Trainable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One warm start: an adapter on a frozen base, AdamW in float32, loss on completion tokens only. The caller decides when to step,
 * to keep a checkpoint and to stop. The result depends on configuration, rows, base, machine type and thread count alone:
 * not on where the run was interrupted. Not thread-safe.
 */
public final class WarmStartTraining implements AutoCloseable {
    /** What a run that goes on from a diverged one's checkpoint may do otherwise. */
    private static final Set<String> REMEDIES =
            Set.of("learning_rate", "schedule", "weight_decay", "gradient_clip", "threads");

    private final EngineThread engine;
    private final TrainingConfiguration configuration;
    private final TypeChoice type;
    private final FittedRows rows;
    private final StepBatches batches;
    private final Trainable method;
    private final RunWatch watch;
    private final Map<String, String> facts;
    private final TrainingModule module;
    private int step;

    private WarmStartTraining(
            EngineThread engine,
            Weights weights,
            TrainingConfiguration asked,
            TrainingType known,
            List<TokenRow> given,
            Measurements measurements) {
        this.engine = engine;
        this.type = asked.type() != TrainingType.AUTO
                ? TypeChoice.configured(asked.type())
                : TypeChoice.found(
                        known != TrainingType.AUTO
                                ? known
                                : engine.call(() -> TypeProbe.fastest(weights, asked.method())));
        this.configuration = asked.in(type.type());
        this.rows = FittedRows.of(given, configuration.sequenceLength());
        this.batches = new StepBatches(rows.rows(), configuration);
        this.method = Trainable.of(configuration.method(), weights.config());
        this.watch = new RunWatch(measurements, configuration, weights.config().vocabularySize());
        this.facts = new LinkedHashMap<>();
        facts.put("method", configuration.method().method());
        facts.putAll(method.settings());
        facts.putAll(configuration.values());
        facts.putAll(measurements.settings().values());
        facts.put("base", weights.digest());
        facts.put("rows", rows.digest());
        facts.put("measured", FittedRows.digest(watch.rows()));
        facts.put("threads", Integer.toString(engine.threads()));
        this.module = engine.call(() -> TrainingModule.load(weights, method, configuration));
    }

    /** {@link #start(Weights, int, TrainingConfiguration, List, Measurements)} of a run that is never measured. */
    public static WarmStartTraining start(
            Weights weights, int threads, TrainingConfiguration configuration, List<TokenRow> rows) {
        return start(weights, threads, configuration, rows, Measurements.none());
    }

    /**
     * Begins a run with the initial adapter of the configuration's seed. The weights may be closed afterwards.
     *
     * @param threads computing threads, one number per process
     * @throws EngineException when no row has a completion token within the sequence length, a token is unknown, or
     *     measurements are to decide and there is no row for them
     */
    public static WarmStartTraining start(
            Weights weights,
            int threads,
            TrainingConfiguration configuration,
            List<TokenRow> rows,
            Measurements measurements) {
        WarmStartTraining training = create(weights, threads, configuration, TrainingType.AUTO, rows, measurements);
        training.restore(TrainingState.initial(training.method, configuration.seed()));
        return training;
    }

    /** {@link #resume(Weights, int, TrainingConfiguration, List, Measurements, byte[])} of a run that is never measured. */
    public static WarmStartTraining resume(
            Weights weights, int threads, TrainingConfiguration configuration, List<TokenRow> rows, byte[] checkpoint) {
        return resume(weights, threads, configuration, rows, Measurements.none(), checkpoint);
    }

    /**
     * Continues a run from a checkpoint: best adapter and patience stand where they stood.
     *
     * @throws CheckpointException when the checkpoint is damaged or belongs to a run with another configuration, base,
     *     rows or thread count, which it names
     */
    public static WarmStartTraining resume(
            Weights weights,
            int threads,
            TrainingConfiguration configuration,
            List<TokenRow> rows,
            Measurements measurements,
            byte[] checkpoint) {
        return from(weights, threads, configuration, rows, measurements, checkpoint, Set.of());
    }

    /**
     * Begins a run where another one had its last good checkpoint, with another learning rate, schedule, weight decay or
     * gradient limit: after a divergence.
     *
     * @throws CheckpointException when the checkpoint is damaged or belongs to a run that differs in anything else
     */
    public static WarmStartTraining remedy(
            Weights weights,
            int threads,
            TrainingConfiguration configuration,
            List<TokenRow> rows,
            Measurements measurements,
            byte[] checkpoint) {
        return from(weights, threads, configuration, rows, measurements, checkpoint, REMEDIES);
    }

    private static WarmStartTraining from(
            Weights weights,
            int threads,
            TrainingConfiguration configuration,
            List<TokenRow> rows,
            Measurements measurements,
            byte[] checkpoint,
            Set<String> changed) {
        // Where the type was to be found, it is what it was then.
        WarmStartTraining training =
                create(weights, threads, configuration, Checkpoint.type(checkpoint), rows, measurements);
        try {
            Checkpoint read = Checkpoint.read(checkpoint, training.facts, changed, training.method.slots());
            if (read.step() > training.totalSteps()) {
                throw new CheckpointException("The checkpoint's step is " + read.step() + ", but the run has "
                        + training.totalSteps() + ": it is damaged.");
            }
            training.restore(read.state());
            training.step = read.step();
            training.watch.restore(read.record(), read.best());
            return training;
        } catch (RuntimeException e) {
            training.close();
            throw e;
        }
    }

    private static WarmStartTraining create(
            Weights weights,
            int threads,
            TrainingConfiguration configuration,
            TrainingType known,
            List<TokenRow> rows,
            Measurements measurements) {
        Admission.check(weights.config(), configuration, rows, measurements);
        WarmStartTraining training =
                new WarmStartTraining(EngineThread.start(threads), weights, configuration, known, rows, measurements);
        try {
            Admission.checkMeasured(training.watch.rows().size(), configuration, measurements);
        } catch (EngineException undecidable) {
            training.close();
            throw undecidable;
        }
        return training;
    }

    private void restore(TrainingState state) {
        engine.run(() -> module.restore(state, method.slots()));
    }

    /** What the sequence length did to the rows. */
    public Truncation truncation() {
        return rows.truncation();
    }

    /** What the run multiplies in, and why. */
    public TypeChoice type() {
        return type;
    }

    /** Steps done. */
    public int stepsDone() {
        return step;
    }

    public int totalSteps() {
        return configuration.totalSteps(rows.rows().size());
    }

    /** Whether no step is left: all are done, or a measurement has ended the run. */
    public boolean finished() {
        return step >= totalSteps() || stop().isPresent();
    }

    /** Why the run ends before its last step, if a measurement said so. */
    public Optional<StopReason> stop() {
        return watch.stop();
    }

    /** How many calibration rows a measurement is of. */
    public int measuredRows() {
        return watch.rows().size();
    }

    /** What was measured so far. */
    public EvaluationHistory history() {
        return watch.history();
    }

    /** Whether the run is to be measured before it goes on, or ends. */
    public boolean evaluationDue() {
        return watch.due(step, totalSteps());
    }

    /**
     * Measures the run as it stands. Neither its tensors nor its random numbers are touched.
     *
     * @throws TrainingDivergedException when the loss on calibration rows is not finite
     */
    public Evaluation evaluate() {
        return watch.measure(engine, module, step);
    }

    /** Whether this is a point to come back to: the newest loss is not far above the run's start. */
    public boolean healthy() {
        return watch.healthy();
    }

    /**
     * Does one optimiser step.
     *
     * @throws TrainingDivergedException when loss or gradients are not finite, and the adapter is as it was before; or when
     *     the loss has been far above its start for some steps
     */
    public StepReport step() {
        if (finished()) {
            throw new IllegalStateException("The run ended at step " + step + " of " + totalSteps() + ".");
        }
        int number = step + 1;
        double rate = configuration.learningRate() * configuration.schedule().factor(number, totalSteps());
        List<TrainingBatch> batches = this.batches.of(number);
        long[] seeds = this.batches.dropoutSeeds(number, batches.size());
        long started = System.nanoTime();
        float[] report = engine.call(() -> module.step(batches, number, seeds, rate));
        if (!Float.isFinite(report[0]) || !Float.isFinite(report[1])) {
            throw TrainingDivergedException.notFinite(number, report[0], report[1]);
        }
        watch.stepped(number, report[0]);
        step = number;
        return new StepReport(
                number,
                totalSteps(),
                this.batches.epoch(number),
                report[0],
                rate,
                report[1],
                batches.stream().mapToInt(batch -> batch.ids().length).sum(),
                batches.stream().mapToInt(batch -> batch.gold().length).sum(),
                (System.nanoTime() - started) / 1e9);
    }

    /** The run as it stands, for {@link #resume}. */
    public byte[] checkpoint() {
        TrainingState state = engine.call(module::state);
        return new Checkpoint(step, facts, state, watch.record(), watch.best()).toBytes(method.slots());
    }

    /** The adapter as it stands; later steps do not change what was returned. */
    public PeftAdapter adapter() {
        return method.adapter(engine.call(module::finished));
    }

    /** What the run ends with: the adapter as it stands, or that of the best measurement where it is to be kept. */
    public WarmStartResult result() {
        boolean keepsBest = watch.best().isPresent();
        int chosen = keepsBest ? watch.history().best().step() : step;
        if (chosen == step) return new WarmStartResult(adapter(), step, keepsBest, stop());
        TrainingState now = engine.call(module::state);
        restore(new TrainingState(watch.best().orElseThrow(), now.firstMoments(), now.secondMoments()));
        PeftAdapter best = adapter();
        restore(now);
        return new WarmStartResult(best, chosen, true, stop());
    }

    @Override
    public void close() {
        engine.run(module::close);
        NativeHeap.trim();
    }
}
