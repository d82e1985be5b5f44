package dev.steerstream.core.survivor;

import dev.steerstream.core.observation.CalibrationMemoryException;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.TokenBans;
import java.util.Arrays;

/**
 * The survivors of each answer token, {@value #BYTES_PER_SURVIVOR} bytes each and {@value #BYTES_PER_TOKEN} a token. Use: {@link #row}, then
 * {@link #add} for each of the row's answer tokens, row after row; then {@link #cursor}. Logits are kept as the engine gives them, so
 * nothing is rounded. Grows on one thread, then is only read.
 */
public final class SurvivorStore {
    static final int BYTES_PER_SURVIVOR = 12;
    static final int BYTES_PER_TOKEN = 56;

    private static final int SUMS = 5;

    private final double confidence;
    private final TokenBans bans;
    private final long maximumBytes;
    private final RowGroups rowGroups = new RowGroups();
    private int tokens;
    private int survivors;
    private int[] groups = new int[64];
    private int[] places = new int[64];
    private int[] golds = new int[64];
    private int[] starts = new int[65];
    private double[] sums = new double[64 * SUMS];
    private int[] ids = new int[256];
    private float[] warm = new float[256];
    private float[] base = new float[256];
    private int place;

    /**
     * @param confidence the smallest that will be asked for, above 0
     * @param bans tokens that decoding will never choose: they are not kept
     * @param maximumBytes beyond it {@link CalibrationMemoryException} is thrown
     */
    public SurvivorStore(double confidence, TokenBans bans, long maximumBytes) {
        if (!(confidence > 0 && confidence <= 1)) {
            throw new IllegalArgumentException("Survivors are kept of a confidence above 0 and at most 1, not of "
                    + confidence + ": without a mask every token survives.");
        }
        this.confidence = confidence;
        this.bans = bans;
        this.maximumBytes = maximumBytes;
    }

    /** A row of a prompt group begins. */
    public void row(String group) {
        rowGroups.begin(group);
        place = 0;
    }

    /**
     * The next answer token of the row in progress.
     *
     * @param summary lists every allowed token of the store's confidence relative to the best allowed one, or more
     */
    public void add(int gold, RowsSummary summary) {
        if (summary.confidence() > confidence) {
            throw new IllegalArgumentException("The summary lists tokens of confidence " + summary.confidence()
                    + "; the store is asked down to " + confidence + ".");
        }
        double threshold = threshold(summary);
        growTokens();
        groups[tokens] = rowGroups.group();
        places[tokens] = place++;
        golds[tokens] = gold;
        int sum = tokens * SUMS;
        sums[sum] = summary.warmMaximum();
        sums[sum + 1] = summary.warmLogSum();
        sums[sum + 2] = summary.baseMaximum();
        sums[sum + 3] = summary.baseLogSum();
        sums[sum + 4] = summary.divergence();
        for (int i = 0; i < summary.size(); i++) {
            if (summary.warm(i) >= threshold && !bans.bans(summary.token(i))) {
                growSurvivors();
                ids[survivors] = summary.token(i);
                warm[survivors] = summary.warm(i);
                base[survivors++] = summary.base(i);
            }
        }
        starts[++tokens] = survivors;
        if (bytes() > maximumBytes) {
            throw new CalibrationMemoryException(maximumBytes, tokens);
        }
    }

    /** Relative to the best allowed token, as the mask has it. */
    private double threshold(RowsSummary summary) {
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < summary.size(); i++) {
            best = bans.bans(summary.token(i)) ? best : Math.max(best, summary.warm(i));
        }
        if (best == Float.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("All " + summary.size()
                    + " tokens of the summary are banned: list it relative to the best allowed token.");
        }
        return best + Math.log(confidence);
    }

    private void growTokens() {
        if (tokens == groups.length) {
            int size = 2 * tokens;
            groups = Arrays.copyOf(groups, size);
            places = Arrays.copyOf(places, size);
            golds = Arrays.copyOf(golds, size);
            starts = Arrays.copyOf(starts, size + 1);
            sums = Arrays.copyOf(sums, size * SUMS);
        }
    }

    private void growSurvivors() {
        if (survivors == ids.length) {
            ids = Arrays.copyOf(ids, 2 * survivors);
            warm = Arrays.copyOf(warm, 2 * survivors);
            base = Arrays.copyOf(base, 2 * survivors);
        }
    }

    /** Memory in use, headers and room to grow left out. */
    public long bytes() {
        return (long) tokens * BYTES_PER_TOKEN + (long) survivors * BYTES_PER_SURVIVOR;
    }

    /** Answer tokens, those whose gold token was masked included. */
    public int tokens() {
        return tokens;
    }

    /** The rows and their prompt groups. */
    public RowGroups rowGroups() {
        return rowGroups;
    }

    /** The smallest confidence that can be asked for. */
    public double confidence() {
        return confidence;
    }

    /** Reads token after token under a mask; a cursor of its own for each reader. */
    public SurvivorCursor cursor(double asked) {
        if (!(asked >= confidence)) {
            throw new IllegalArgumentException(
                    "The store keeps survivors down to confidence " + confidence + "; " + asked + " was asked for.");
        }
        return new SurvivorCursor(this, asked);
    }

    int group(int token) {
        return groups[token];
    }

    int place(int token) {
        return places[token];
    }

    int gold(int token) {
        return golds[token];
    }

    int start(int token) {
        return starts[token];
    }

    int id(int survivor) {
        return ids[survivor];
    }

    float warm(int survivor) {
        return warm[survivor];
    }

    float base(int survivor) {
        return base[survivor];
    }

    double sum(int token, int which) {
        return sums[token * SUMS + which];
    }

    /** The index of a token's survivor, or a negative number. */
    int find(int token, int id) {
        return Arrays.binarySearch(ids, starts[token], starts[token + 1], id);
    }
}
