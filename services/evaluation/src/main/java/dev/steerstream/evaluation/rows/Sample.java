package dev.steerstream.evaluation.rows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Takes rows as they come and keeps so many of them, each with the same chance, in the file's order (reservoir sampling, Vitter's
 * algorithm R). The same seed keeps the same rows of the same file. Not thread-safe: one thread.
 */
final class Sample {
    private final int size;
    private final SplittableRandom random;
    private final List<EvaluationRow> kept = new ArrayList<>();
    private long seen;

    /** @param size how many to keep at most */
    Sample(int size, long seed) {
        this.size = size;
        this.random = new SplittableRandom(seed);
    }

    void add(EvaluationRow row) {
        seen++;
        if (kept.size() < size) {
            kept.add(row);
            return;
        }
        long place = random.nextLong(seen);
        if (place < size) kept.set((int) place, row);
    }

    List<EvaluationRow> rows() {
        kept.sort(Comparator.comparingInt(EvaluationRow::line));
        return List.copyOf(kept);
    }
}
