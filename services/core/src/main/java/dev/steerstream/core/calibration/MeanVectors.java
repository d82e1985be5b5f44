package dev.steerstream.core.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean vectors of a task by fold of its prompt groups, so that a static vector can be judged on answers that it is not made of. Grows
 * on one thread, then is only read.
 */
public final class MeanVectors {
    private final int vocabularySize;
    private final List<MeanVector> deltas = new ArrayList<>();
    private final List<MeanVector> logRatios = new ArrayList<>();

    public MeanVectors(int vocabularySize, int folds) {
        if (folds < 1) {
            throw new IllegalArgumentException("The number of folds is " + folds + "; it must be at least 1.");
        }
        this.vocabularySize = vocabularySize;
        for (int fold = 0; fold < folds; fold++) {
            deltas.add(new MeanVector(vocabularySize));
            logRatios.add(new MeanVector(vocabularySize));
        }
    }

    public int folds() {
        return deltas.size();
    }

    /**
     * Adds sums over answer tokens of one fold.
     *
     * @param delta sum of delta, {@code [vocab]}
     * @param logRatio sum of the log-ratio, {@code [vocab]}
     */
    public void add(int fold, long tokens, float[] delta, float[] logRatio) {
        deltas.get(fold).add(delta, tokens);
        logRatios.get(fold).add(logRatio, tokens);
    }

    /** The mean delta of all folds. */
    public MeanVector delta() {
        return MeanVector.of(deltas, vocabularySize);
    }

    /** The mean log-ratio of all folds. */
    public MeanVector logRatio() {
        return MeanVector.of(logRatios, vocabularySize);
    }

    /** The mean delta of all folds but one. */
    public MeanVector deltaWithout(int fold) {
        return MeanVector.of(without(deltas, fold), vocabularySize);
    }

    /** The mean log-ratio of all folds but one. */
    public MeanVector logRatioWithout(int fold) {
        return MeanVector.of(without(logRatios, fold), vocabularySize);
    }

    private static List<MeanVector> without(List<MeanVector> folds, int left) {
        return IntStream.range(0, folds.size())
                .filter(fold -> fold != left)
                .mapToObj(folds::get)
                .toList();
    }
}
