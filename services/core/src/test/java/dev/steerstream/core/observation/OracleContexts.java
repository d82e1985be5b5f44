package dev.steerstream.core.observation;

import dev.steerstream.core.Contexts.Context;
import java.util.ArrayList;
import java.util.List;

/** The contexts of which an independent implementation computed figures; see {@link StrengthObjectiveTest} for the recipe. */
public final class OracleContexts {
    private static final int VOCABULARY = 17;
    private static final int[] GOLD = {
        2, 14, 8, 15, 5, 16, 2, 10, 8, 12, 11, 5, 11, 13, 6, 14, 14, 1, 8, 15, 0, 10, 3, 11, 3, 4, 5, 12, 6, 0, 0, 13,
                9, 7,
        8, 9, 12, 6, 16, 10, 15, 4, 6, 12, 1, 6, 13, 0, 4, 14, 8, 16, 7, 10, 2, 12, 10, 4, 12, 11, 13, 13, 8, 7, 16, 0,
                8, 2,
        2, 16, 10, 3, 5, 4, 12, 13, 8, 14, 1, 6, 11, 2, 8, 9, 14, 4, 11, 5, 0, 11, 13, 5, 3, 13, 15, 2, 6, 16, 9, 15, 9,
                3,
        10, 4, 12, 12, 6, 5, 15, 0, 0, 6, 1, 9, 8, 2, 4, 9, 4, 10
    };

    private OracleContexts() {}

    public static List<Context> all() {
        List<Context> contexts = new ArrayList<>();
        for (int t = 0; t < GOLD.length; t++) {
            float[] warm = new float[VOCABULARY];
            float[] base = new float[VOCABULARY];
            for (int v = 0; v < VOCABULARY; v++) {
                double z = 4 * Math.sin(0.7 * t + 1.3 * v + 0.11 * t * v);
                base[v] = (float) z;
                warm[v] = (float) (z + 1.5 * Math.cos(0.9 * v - 0.4 * t));
            }
            contexts.add(new Context(warm, base, GOLD[t]));
        }
        return contexts;
    }
}
