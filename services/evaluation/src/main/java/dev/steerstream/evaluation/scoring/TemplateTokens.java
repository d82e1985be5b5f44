package dev.steerstream.evaluation.scoring;

import dev.steerstream.model.engine.TokenRow;
import java.util.HashMap;
import java.util.Map;

/**
 * Which tokens of reference answers are a template: the same, at the same distance from the answer's beginning or from its end, in more
 * than 90% of all answers. All others are content. Fewer than {@value #FEWEST_ANSWERS} answers have no template: what they share may be
 * chance. Not thread-safe: one thread.
 */
final class TemplateTokens {
    static final int FEWEST_ANSWERS = 20;
    private static final double SHARE = 0.9;

    private final Map<Long, Integer> fromBeginning = new HashMap<>();
    private final Map<Long, Integer> fromEnd = new HashMap<>();
    private int answers;

    void add(TokenRow row) {
        answers++;
        for (int t = row.completionStart(); t < row.length(); t++) {
            fromBeginning.merge(key(t - row.completionStart(), row.id(t)), 1, Integer::sum);
            fromEnd.merge(key(row.length() - 1 - t, row.id(t)), 1, Integer::sum);
        }
    }

    /** @param token index in the row, at least its completion's start */
    boolean isTemplate(TokenRow row, int token) {
        if (answers < FEWEST_ANSWERS) return false;
        int needed = (int) Math.floor(SHARE * answers) + 1;
        return fromBeginning.getOrDefault(key(token - row.completionStart(), row.id(token)), 0) >= needed
                || fromEnd.getOrDefault(key(row.length() - 1 - token, row.id(token)), 0) >= needed;
    }

    private static long key(int place, int id) {
        return (long) place << 32 | id;
    }
}
