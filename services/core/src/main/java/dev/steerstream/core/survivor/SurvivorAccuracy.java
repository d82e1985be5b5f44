package dev.steerstream.core.survivor;

import java.util.Arrays;
import java.util.List;

/**
 * Whether the reference token is the steered distribution's best one, teacher-forced, group by group; among equals the lowest id is best. A
 * masked reference token is wrong. The arrays are the holder's: read, never changed.
 *
 * @param tokens answer tokens of each group
 * @param right those that are right
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SurvivorAccuracy(long[] tokens, long[] right) {
    /**
     * @param features the directions
     * @param strengths one for each
     */
    public static SurvivorAccuracy of(
            SurvivorStore store, List<Feature> features, double[] strengths, double confidence, Folds folds) {
        int groups = store.rowGroups().groups();
        long[] tokens = new long[groups];
        long[] right = new long[groups];
        int[] foldOf = new int[groups];
        Arrays.setAll(foldOf, folds::of);
        SurvivorCursor cursor = store.cursor(confidence);
        while (cursor.next()) {
            tokens[cursor.group()]++;
            if (cursor.gold() >= 0 && best(cursor, features, strengths, foldOf[cursor.group()]) == cursor.gold()) {
                right[cursor.group()]++;
            }
        }
        return new SurvivorAccuracy(tokens, right);
    }

    private static int best(SurvivorCursor cursor, List<Feature> features, double[] strengths, int fold) {
        int best = -1;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < cursor.size(); i++) {
            double z = cursor.warm(i);
            for (int k = 0; k < strengths.length; k++) {
                z += strengths[k] * features.get(k).at(cursor.id(i), cursor, fold);
            }
            if (z > highest) {
                highest = z;
                best = i;
            }
        }
        return best;
    }
}
