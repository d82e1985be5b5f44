package dev.steerstream.core.survivor;

import dev.steerstream.core.steering.TokenContext;

/**
 * Stands at one answer token of a {@link SurvivorStore} and shows what a mask leaves of it, ascending by id. Use: {@code while (next())}.
 * Not thread-safe: one thread.
 */
public final class SurvivorCursor implements TokenContext {
    private final SurvivorStore store;
    private final double logConfidence;
    private int token = -1;
    private int[] listed = new int[16];
    private int size;
    private int gold;

    SurvivorCursor(SurvivorStore store, double confidence) {
        this.store = store;
        this.logConfidence = Math.log(confidence);
    }

    /** Moves on; false behind the last token. */
    public boolean next() {
        if (++token >= store.tokens()) {
            return false;
        }
        int start = store.start(token);
        int end = store.start(token + 1);
        float maximum = Float.NEGATIVE_INFINITY;
        for (int i = start; i < end; i++) {
            maximum = Math.max(maximum, store.warm(i));
        }
        if (listed.length < end - start) {
            listed = new int[2 * (end - start)];
        }
        size = 0;
        gold = -1;
        for (int i = start; i < end; i++) {
            if (store.warm(i) >= maximum + logConfidence) {
                gold = store.id(i) == store.gold(token) ? size : gold;
                listed[size++] = i;
            }
        }
        return true;
    }

    /** How many tokens the mask leaves. */
    public int size() {
        return size;
    }

    /** The id at an index, {@code 0 <= index < size()}. */
    public int id(int index) {
        return store.id(listed[index]);
    }

    /** The warm logit at an index. */
    public double warm(int index) {
        return store.warm(listed[index]);
    }

    /** The index of the reference token, or -1 where it is masked. */
    public int gold() {
        return gold;
    }

    /** Index of its row's prompt group. */
    public int group() {
        return store.group(token);
    }

    @Override
    public int place() {
        return store.place(token);
    }

    @Override
    public double warmLogProbability(int id) {
        return store.warm(find(id)) - store.sum(token, 0) - store.sum(token, 1);
    }

    @Override
    public double warmProbability(int id) {
        return Math.exp(warmLogProbability(id));
    }

    @Override
    public double baseLogProbability(int id) {
        return store.base(find(id)) - store.sum(token, 2) - store.sum(token, 3);
    }

    @Override
    public double divergence() {
        return store.sum(token, 4);
    }

    private int find(int id) {
        int found = store.find(token, id);
        if (found < 0) {
            throw new IllegalArgumentException("Token " + id + " did not survive.");
        }
        return found;
    }
}
