package dev.steerstream.model.training;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.memory.NativeHeap;
import dev.steerstream.model.peft.LoraAdapter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One warm start: LoRA on a frozen base, AdamW in float32, loss on completion tokens only. The caller decides when to step,
 * to keep a checkpoint and to stop. The result depends on configuration, rows, base, machine type and thread count alone:
 * not on where the run was interrupted. Not thread-safe.
 */
public final class LoraTraining implements AutoCloseable {
    private final EngineThread engine;
    private final TransformerConfig model;
    private final TrainingConfiguration configuration;
    private final List<TokenRow> rows;
    private final Truncation truncation;
    private final RowOrder order;
    private final List<TrainingState.Slot> slots;
    private final Map<String, String> facts;
    private final TrainingModule module;
    private int step;

    private LoraTraining(
            EngineThread engine, Weights weights, TrainingConfiguration configuration, List<TokenRow> given) {
        this.engine = engine;
        this.model = weights.config();
        this.configuration = configuration;
        this.rows = fitting(given, configuration.sequenceLength());
        this.truncation = new Truncation(
                given.size(),
                (int) given.stream()
                        .filter(row -> row.length() > configuration.sequenceLength()
                                && row.completionStart() < configuration.sequenceLength())
                        .count(),
                given.size() - rows.size());
        this.order = new RowOrder(rows.size(), configuration);
        this.slots = TrainingState.slots(model, configuration);
        this.facts = configuration.values();
        facts.put("base", weights.digest());
        facts.put("rows", digest(given));
        facts.put("threads", Integer.toString(engine.threads()));
        this.module = engine.call(() -> TrainingModule.load(weights, configuration));
    }

    /**
     * Begins a run with the initial adapter of the configuration's seed. The weights may be closed afterwards.
     *
     * @param threads computing threads, one number per process
     * @throws EngineException when no row has a completion token within the sequence length, or a token is unknown
     */
    public static LoraTraining start(
            Weights weights, int threads, TrainingConfiguration configuration, List<TokenRow> rows) {
        LoraTraining training = create(weights, threads, configuration, rows);
        training.restore(TrainingState.initial(training.model, configuration));
        return training;
    }

    /**
     * Continues a run from a checkpoint.
     *
     * @throws CheckpointException when the checkpoint is damaged or belongs to a run with another configuration, base,
     *     rows or thread count, which it names
     */
    public static LoraTraining resume(
            Weights weights, int threads, TrainingConfiguration configuration, List<TokenRow> rows, byte[] checkpoint) {
        LoraTraining training = create(weights, threads, configuration, rows);
        try {
            Checkpoint read = Checkpoint.read(checkpoint, training.facts, training.slots);
            if (read.step() > training.totalSteps()) {
                throw new CheckpointException("The checkpoint's step is " + read.step() + ", but the run has "
                        + training.totalSteps() + ": it is damaged.");
            }
            training.restore(read.state());
            training.step = read.step();
            return training;
        } catch (RuntimeException e) {
            training.close();
            throw e;
        }
    }

    private static LoraTraining create(
            Weights weights, int threads, TrainingConfiguration configuration, List<TokenRow> rows) {
        TransformerConfig model = weights.config();
        if (configuration.sequenceLength() > model.contextLength()) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "sequenceLength is " + configuration.sequenceLength() + ", but the model's context holds "
                            + model.contextLength() + ".");
        }
        for (int r = 0; r < rows.size(); r++) {
            rows.get(r).check(r, model.vocabularySize(), Integer.MAX_VALUE);
        }
        if (rows.stream().noneMatch(row -> row.completionStart() < configuration.sequenceLength())) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "None of the " + rows.size() + " rows has a completion token within the sequence length of "
                            + configuration.sequenceLength() + ": give shorter prompts or a longer sequence.");
        }
        return new LoraTraining(EngineThread.start(threads), weights, configuration, rows);
    }

    private static List<TokenRow> fitting(List<TokenRow> rows, int length) {
        return rows.stream()
                .filter(row -> row.completionStart() < length)
                .map(row -> row.truncated(length))
                .toList();
    }

    /** sha256 of the rows' tokens, lengths included. */
    private static String digest(List<TokenRow> rows) {
        MessageDigest digest = FileDigest.sha256();
        for (TokenRow row : rows) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (row.length() + 2))
                    .putInt(row.length())
                    .putInt(row.completionStart());
            for (int i = 0; i < row.length(); i++) {
                bytes.putInt(row.id(i));
            }
            digest.update(bytes.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void restore(TrainingState state) {
        engine.run(() -> module.restore(state, slots));
    }

    /** What the sequence length did to the rows. */
    public Truncation truncation() {
        return truncation;
    }

    /** Steps done. */
    public int stepsDone() {
        return step;
    }

    public int totalSteps() {
        return configuration.totalSteps(rows.size());
    }

    public boolean finished() {
        return step >= totalSteps();
    }

    /**
     * Does one optimiser step.
     *
     * @throws TrainingDivergedException when loss or gradients are not finite; the adapter is as it was before
     */
    public StepReport step() {
        if (finished()) {
            throw new IllegalStateException("All " + totalSteps() + " steps are done.");
        }
        int number = step + 1;
        double rate = configuration.learningRate() * configuration.schedule().factor(number, totalSteps());
        TrainingBatch batch = TrainingBatch.of(
                Arrays.stream(order.batch(number)).mapToObj(rows::get).toList());
        long started = System.nanoTime();
        float[] report = engine.call(
                () -> module.step(batch, number, Seeds.mix(configuration.seed(), Seeds.DROPOUT, number), rate));
        if (!Float.isFinite(report[0]) || !Float.isFinite(report[1])) {
            throw new TrainingDivergedException(number, report[0], report[1]);
        }
        step = number;
        return new StepReport(
                number,
                totalSteps(),
                order.epoch(number),
                report[0],
                rate,
                report[1],
                batch.ids().length,
                batch.gold().length,
                (System.nanoTime() - started) / 1e9);
    }

    /** The run as it stands, for {@link #resume}. */
    public byte[] checkpoint() {
        TrainingState state = engine.call(module::state);
        return new Checkpoint(step, facts, state).toBytes(slots);
    }

    /** The adapter as it stands; later steps do not change what was returned. */
    public LoraAdapter adapter() {
        return TrainedAdapter.of(
                configuration, slots, engine.call(module::state).lora());
    }

    @Override
    public void close() {
        engine.run(module::close);
        NativeHeap.trim();
    }
}
