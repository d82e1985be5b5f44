package dev.steerstream.model.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * How the rows of a step share attention calls: runs of neighbouring rows, each over the positions of its longest row.
 * A call costs about as much as {@value #CALL} positions of one row, and padding costs what it is long, so neighbours are
 * joined while that is cheaper, and at most {@value #MOST} calls remain. Deterministic rows have a call each, so that
 * nothing of a row's sum depends on its neighbours.
 */
record AttentionBuckets(long[] rows, long[] lengths) {
    static final int MOST = 4;
    static final int CALL = 64;

    /** @param visible positions that each row sees, its new token included */
    static AttentionBuckets of(int[] visible, boolean deterministic) {
        List<int[]> runs = new ArrayList<>(); // rows, longest, shortest
        for (int length : visible) {
            int[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (!deterministic && last != null && last[1] == length) {
                last[0]++;
            } else {
                runs.add(new int[] {1, length, length});
            }
        }
        while (!deterministic && runs.size() > 1) {
            int best = cheapestJoin(runs);
            if (runs.size() <= MOST && padding(runs.get(best), runs.get(best + 1)) > CALL) {
                break;
            }
            int[] left = runs.get(best);
            int[] right = runs.remove(best + 1);
            runs.set(best, new int[] {left[0] + right[0], Math.max(left[1], right[1]), Math.min(left[2], right[2])});
        }
        // The module masks a bucket whose length comes negative.
        return new AttentionBuckets(
                runs.stream().mapToLong(run -> run[0]).toArray(),
                runs.stream()
                        .mapToLong(run -> run[1] == run[2] ? run[1] : -run[1])
                        .toArray());
    }

    private static int cheapestJoin(List<int[]> runs) {
        int best = 0;
        for (int i = 1; i + 1 < runs.size(); i++) {
            if (padding(runs.get(i), runs.get(i + 1)) < padding(runs.get(best), runs.get(best + 1))) {
                best = i;
            }
        }
        return best;
    }

    private static long padding(int[] left, int[] right) {
        int longest = Math.max(left[1], right[1]);
        return (long) left[0] * (longest - left[1]) + (long) right[0] * (longest - right[1]);
    }
}
