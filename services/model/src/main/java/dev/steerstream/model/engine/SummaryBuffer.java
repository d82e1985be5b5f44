package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.model.engine.TorchModule.Arguments;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Memory that a step's summaries are asked for and given in, see {@code summary.py}. Only for the engine's
 * thread.
 */
final class SummaryBuffer {
    /** Tokens that the pairs of one step may list together; where they list more, the rows are read instead. */
    private static final int LISTED = 1024;

    /** The engine compares rounded log-probabilities, the reader exact logits: it lists a little more than is asked. */
    private static final double SLACK = 1e-3;

    private static final int SUMS = 5;

    private ByteBuffer thresholds = memory(0);
    private ByteBuffer sums = memory(0);
    private final ByteBuffer listed = memory(3 * LISTED * Double.BYTES);
    private long[] warm = new long[0];
    private long[] base = new long[0];
    private int count;
    private int vocabularySize;
    private int found;
    private int next;

    /** Two rows of the step's logits that belong together. */
    record Pair(int warm, int base, double confidence) {}

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    void ask(List<Pair> asked, int vocabulary) {
        count = asked.size();
        vocabularySize = vocabulary;
        if (sums.capacity() < count * SUMS * Double.BYTES) {
            thresholds = memory(count * Float.BYTES);
            sums = memory(count * SUMS * Double.BYTES);
        }
        warm = asked.stream().mapToLong(Pair::warm).toArray();
        base = asked.stream().mapToLong(Pair::base).toArray();
        thresholds.clear().limit(count * Float.BYTES);
        sums.clear().limit(count * SUMS * Double.BYTES);
        for (int p = 0; p < count; p++) {
            thresholds.putFloat(
                    p * Float.BYTES, (float) (SLACK - Math.log(asked.get(p).confidence())));
        }
    }

    List<IValue> arguments(Arguments a) {
        return List.of(
                a.numbers(warm),
                a.numbers(base),
                a.tensor(thresholds, DataType.FLOAT32, count, 1),
                a.answer(sums, DataType.FLOAT64, count, SUMS),
                a.answer(listed, DataType.FLOAT64, 3, LISTED));
    }

    /** @param answer what the module returned: how many tokens are listed, or -1 */
    void answered(long answer) {
        found = (int) answer;
        next = 0;
    }

    /** The summary of a pair, to be read in the order asked; null where it could not be made: then the rows say why. */
    RowsSummary read(int pair, double confidence) {
        int start = next;
        while (next < found && place(next) / vocabularySize == pair) {
            next++;
        }
        int size = next - start;
        boolean finite = true;
        for (int i = 0; i < SUMS; i++) {
            finite &= Double.isFinite(sum(pair, i));
        }
        if (size == 0 || !finite) {
            return null;
        }
        int[] tokens = new int[size];
        float[] warm = new float[size];
        float[] base = new float[size];
        for (int i = 0; i < size; i++) {
            tokens[i] = (int) (place(start + i) % vocabularySize);
            warm[i] = (float) listed.getDouble((LISTED + start + i) * Double.BYTES);
            base[i] = (float) listed.getDouble((2 * LISTED + start + i) * Double.BYTES);
        }
        return new RowsSummary(
                confidence, sum(pair, 0), sum(pair, 1), sum(pair, 2), sum(pair, 3), sum(pair, 4), tokens, warm, base);
    }

    private long place(int index) {
        return (long) listed.getDouble(index * Double.BYTES);
    }

    private double sum(int pair, int index) {
        return sums.getDouble((pair * SUMS + index) * Double.BYTES);
    }
}
