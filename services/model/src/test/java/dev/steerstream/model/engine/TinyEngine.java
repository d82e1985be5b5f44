package dev.steerstream.model.engine;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.model.files.TransformerConfig;
import java.util.EnumSet;
import java.util.List;

/** What the tests of the engine share: the tiny model on one thread, and short ways to drive it. */
final class TinyEngine {
    static final TinyLlama WEIGHTS = new TinyLlama();
    static final HashedLora ALL_TARGETS =
            new HashedLora(TinyLlama.CONFIG, 5000, 4, 0.5f, 0.6f, EnumSet.allOf(LoraTarget.class));
    static final HashedLora QUERY_VALUE =
            new HashedLora(TinyLlama.CONFIG, 6000, 3, 2, 0.6f, EnumSet.of(LoraTarget.QUERY, LoraTarget.VALUE));

    private TinyEngine() {}

    static Engine load() {
        return Engine.load(WEIGHTS, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20);
    }

    static SequenceSpecification specification(int[] prompt, String adapter, Rows rows, boolean deterministic) {
        return new SequenceSpecification(prompt, adapter, rows, TinyLlama.CONFIG.contextLength(), deterministic);
    }

    static SequenceSpecification specification(TransformerConfig config, int[] prompt, Rows rows) {
        return new SequenceSpecification(prompt, null, rows, config.contextLength(), false);
    }

    static SequenceSpecification specification(
            int[] prompt, String adapter, Rows rows, int capacity, boolean deterministic) {
        return new SequenceSpecification(prompt, adapter, rows, capacity, deterministic);
    }

    static StepLogits copy(StepLogits logits) {
        return new StepLogits(
                logits.warm() == null ? null : logits.warm().clone(),
                logits.base() == null ? null : logits.base().clone());
    }

    static StepLogits step(Engine engine, OpenedSequence sequence, int token) {
        return engine.sequences()
                .step(List.of(new Advance(sequence.id(), token)))
                .get(0);
    }

    static double[] logSoftmax(double[] logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (double value : logits) {
            most = Math.max(most, value);
        }
        double sum = 0;
        for (double value : logits) {
            sum += Math.exp(value - most);
        }
        double[] result = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            result[i] = logits[i] - most - Math.log(sum);
        }
        return result;
    }

    static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    static double[] logSoftmax(float[] logits) {
        return logSoftmax(wide(logits));
    }

    /** The largest difference of log-probabilities. */
    static double distance(float[] logits, double[] reference) {
        double[] left = logSoftmax(logits);
        double[] right = logSoftmax(reference);
        double most = 0;
        for (int i = 0; i < left.length; i++) {
            most = Math.max(most, Math.abs(left[i] - right[i]));
        }
        return most;
    }
}
