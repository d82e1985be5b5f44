package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.model.engine.TorchModule.Arguments;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Memory that the most probable tokens of a step's rows are given in, see {@code summary.py}. Only for the engine's thread. */
final class TopBuffer {
    private final List<Integer> rows = new ArrayList<>();
    private ByteBuffer tops = memory(0);
    private int most;
    private int next;

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Begins the question of a step. */
    void clear() {
        rows.clear();
        most = 0;
        next = 0;
    }

    /**
     * Asks for a sequence's rows; answers are read in the order asked.
     *
     * @param warm number of its warm row in the step's logits; ignored where it has none
     */
    void ask(OpenSequence sequence, int warm, int base) {
        if (sequence.explained() == 0) return;
        most = Math.max(most, sequence.explained());
        if (sequence.warm() != null) rows.add(warm);
        if (sequence.base() != null) rows.add(base);
    }

    List<IValue> arguments(Arguments a, int vocabularySize) {
        most = Math.min(most, vocabularySize);
        int bytes = 2 * rows.size() * most * Double.BYTES;
        if (tops.capacity() < bytes) tops = memory(bytes);
        tops.clear().limit(bytes);
        return List.of(
                a.numbers(rows.stream().mapToLong(Integer::longValue).toArray()),
                a.answer(tops, DataType.FLOAT64, 2, rows.size(), most));
    }

    /** Of the next sequence that asked; null where this one did not, or where a row is not finite: then the rows say why. */
    StepLogits.Tops read(OpenSequence sequence) {
        if (sequence.explained() == 0) return null;
        TopTokens warm = sequence.warm() == null ? null : read(sequence.explained());
        TopTokens base = sequence.base() == null ? null : read(sequence.explained());
        boolean known = (sequence.warm() == null || warm != null) && (sequence.base() == null || base != null);
        return known ? new StepLogits.Tops(warm, base) : null;
    }

    private TopTokens read(int asked) {
        int row = next++;
        int[] tokens = new int[Math.min(asked, most)];
        double[] logProbabilities = new double[tokens.length];
        for (int rank = 0; rank < tokens.length; rank++) {
            tokens[rank] = (int) tops.getDouble((row * most + rank) * Double.BYTES);
            logProbabilities[rank] = tops.getDouble(((rows.size() + row) * most + rank) * Double.BYTES);
            if (!Double.isFinite(logProbabilities[rank])) return null;
        }
        return TopTokens.found(tokens, logProbabilities);
    }
}
