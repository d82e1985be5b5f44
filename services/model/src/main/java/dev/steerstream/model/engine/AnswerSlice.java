package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What the module says of a slice of answer tokens, see {@code observe} in {@code observation.py}: copied out, so that it outlives the call.
 * Immutable.
 */
final class AnswerSlice {
    private static final int NUMBERS = 15;

    private final int bins;
    private final int pairs;
    private final int vocabularySize;
    private final double[] numbers; // [pairs, NUMBERS]
    private final long[] places;
    private final float[] listed; // [2, places]
    private final float[] lumps; // [3, pairs, bins + 1]
    private final int[] starts; // where in places each pair begins, and the end

    private AnswerSlice(
            int pairs, int bins, int vocabularySize, double[] numbers, long[] places, float[] listed, float[] lumps) {
        this.pairs = pairs;
        this.bins = bins;
        this.vocabularySize = vocabularySize;
        this.numbers = numbers;
        this.places = places;
        this.listed = listed;
        this.lumps = lumps;
        this.starts = new int[pairs + 1];
        int at = 0;
        for (int pair = 0; pair < pairs; pair++) {
            starts[pair] = at;
            while (at < places.length && places[at] / vocabularySize == pair) {
                at++;
            }
        }
        starts[pairs] = at;
    }

    /** Only for the engine's thread. */
    static AnswerSlice of(IValue answer, PtNDManager manager, int pairs, int bins, int vocabularySize) {
        PtNDArray[] parts = answer.toTensorArray(manager);
        try {
            return new AnswerSlice(
                    pairs,
                    bins,
                    vocabularySize,
                    doubles(parts[0]),
                    longs(parts[1]),
                    floats(parts[2]),
                    floats(parts[3]));
        } finally {
            Arrays.stream(parts).forEach(PtNDArray::close);
        }
    }

    static double[] doubles(PtNDArray array) {
        double[] values = new double[(int) array.size()];
        array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asDoubleBuffer().get(values);
        return values;
    }

    static long[] longs(PtNDArray array) {
        long[] values = new long[(int) array.size()];
        array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asLongBuffer().get(values);
        return values;
    }

    static float[] floats(PtNDArray array) {
        float[] values = new float[(int) array.size()];
        if (values.length == 0) return values;
        array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
        return values;
    }

    /** False where a logit of the slice is NaN or infinite: then the rows say which. */
    boolean finite() {
        return lumps.length > 0;
    }

    int pairs() {
        return pairs;
    }

    private double number(int pair, int index) {
        return numbers[pair * NUMBERS + index];
    }

    double warmMaximum(int pair) {
        return number(pair, 0);
    }

    double warmLogSum(int pair) {
        return number(pair, 1);
    }

    double baseMaximum(int pair) {
        return number(pair, 2);
    }

    double baseLogSum(int pair) {
        return number(pair, 3);
    }

    double divergence(int pair) {
        return number(pair, 4);
    }

    float goldWarm(int pair) {
        return (float) number(pair, 5);
    }

    float goldBase(int pair) {
        return (float) number(pair, 6);
    }

    /** Sum of p over the tokens that aren't listed; so are the next ones. */
    double restMass(int pair) {
        return number(pair, 7);
    }

    double restDelta(int pair) {
        return number(pair, 8);
    }

    double restDeltaSquares(int pair) {
        return number(pair, 9);
    }

    double restDeltaNorm(int pair) {
        return number(pair, 10);
    }

    double restRatioSquares(int pair) {
        return number(pair, 11);
    }

    double restRatioNorm(int pair) {
        return number(pair, 12);
    }

    /** The lowest log-ratio of any token. */
    double lowest(int pair) {
        return number(pair, 13);
    }

    double highest(int pair) {
        return number(pair, 14);
    }

    int firstListed(int pair) {
        return starts[pair];
    }

    int endListed(int pair) {
        return starts[pair + 1];
    }

    int token(int place) {
        return (int) (places[place] % vocabularySize);
    }

    float warm(int place) {
        return listed[place];
    }

    float base(int place) {
        return listed[places.length + place];
    }

    int bins() {
        return bins + 1;
    }

    double binMass(int pair, int bin) {
        return lump(0, pair, bin);
    }

    /** Where in the bin its mean lies, in its widths. */
    double binMean(int pair, int bin) {
        return lump(1, pair, bin) / binMass(pair, bin);
    }

    /** Its mean square there. */
    double binSquare(int pair, int bin) {
        return lump(2, pair, bin) / binMass(pair, bin);
    }

    private float lump(int power, int pair, int bin) {
        return lumps[(power * pairs + pair) * (bins + 1) + bin];
    }
}
