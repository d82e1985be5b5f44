package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;

/**
 * What the module says of a slice of answer tokens' contexts, see {@code judge} in {@code judging.py}: copied out, so that it outlives the call.
 * Immutable.
 */
final class JudgedSlice {
    private static final int NUMBERS = 5;

    private final int vocabularySize;
    private final int wanted;
    private final double near;
    private final double[] numbers; // [contexts, NUMBERS]
    private final float[] logProbabilities; // [2 + columns, wanted]
    private final long[] places;
    private final float[] listed; // [2, places]
    private final int[] starts; // where in places each row begins, and the end

    private JudgedSlice(PtNDArray[] parts, int contexts, int wanted, double near, int vocabularySize) {
        this.vocabularySize = vocabularySize;
        this.wanted = wanted;
        this.near = near;
        numbers = AnswerSlice.doubles(parts[0]);
        logProbabilities = AnswerSlice.floats(parts[1]);
        places = AnswerSlice.longs(parts[2]);
        listed = AnswerSlice.floats(parts[3]);
        starts = new int[2 * contexts + 1];
        int at = 0;
        for (int row = 0; row < 2 * contexts; row++) {
            starts[row] = at;
            while (at < places.length && places[at] / vocabularySize == row) at++;
        }
        starts[2 * contexts] = at;
    }

    /** Only for the engine's thread. */
    static JudgedSlice of(
            IValue answer, PtNDManager manager, int contexts, int wanted, double near, int vocabularySize) {
        PtNDArray[] parts = answer.toTensorArray(manager);
        try {
            return new JudgedSlice(parts, contexts, wanted, near, vocabularySize);
        } finally {
            Arrays.stream(parts).forEach(PtNDArray::close);
        }
    }

    double divergence(int context) {
        return numbers[context * NUMBERS + 4];
    }

    /** Of a wanted token under base, warm and each column. */
    double[] logProbabilities(int place) {
        double[] byColumn = new double[logProbabilities.length / wanted];
        for (int c = 0; c < byColumn.length; c++) byColumn[c] = logProbabilities[c * wanted + place];
        return byColumn;
    }

    /** A context's warm row, or its base row. */
    ListedRow row(int context, boolean warm) {
        int own = context * NUMBERS + (warm ? 0 : 2);
        int other = context * NUMBERS + (warm ? 2 : 0);
        int first = starts[2 * context + (warm ? 0 : 1)];
        int end = starts[2 * context + (warm ? 1 : 2)];
        int[] tokens = new int[end - first];
        for (int i = 0; i < tokens.length; i++) tokens[i] = (int) (places[first + i] % vocabularySize);
        return new ListedRow(
                numbers[own],
                numbers[own + 1],
                numbers[other],
                numbers[other + 1],
                divergence(context),
                numbers[own] - near,
                tokens,
                Arrays.copyOfRange(listed, first, end),
                Arrays.copyOfRange(listed, places.length + first, places.length + end));
    }
}
