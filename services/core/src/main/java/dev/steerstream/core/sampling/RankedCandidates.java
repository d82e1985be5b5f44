package dev.steerstream.core.sampling;

import dev.steerstream.core.distribution.Candidates;

/**
 * Hands out candidates from the most probable down, ties by the lowest id: a binary heap of indexes, O(n) to build and O(log n) a token, so
 * the many that a nucleus never reaches are not sorted. A reused buffer. Not thread-safe.
 */
public final class RankedCandidates {
    private final int[] heap;
    private Candidates candidates;
    private int size;

    public RankedCandidates(int vocabularySize) {
        heap = new int[vocabularySize];
    }

    /** Ranks candidates, which must not change until the last {@link #poll}. */
    public void set(Candidates from) {
        candidates = from;
        size = from.size();
        for (int i = 0; i < size; i++) {
            heap[i] = i;
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /** Removes and returns the index of the best candidate left; there must be one. */
    public int poll() {
        int top = heap[0];
        heap[0] = heap[--size];
        sink(0);
        return top;
    }

    private void sink(int start) {
        int parent = start;
        int child = 2 * parent + 1;
        while (child < size) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], heap[parent])) {
                return;
            }
            int swapped = heap[parent];
            heap[parent] = heap[child];
            heap[child] = swapped;
            parent = child;
            child = 2 * parent + 1;
        }
    }

    /** Indexes ascend with ids, so the lower index is the lower id. */
    private boolean before(int a, int b) {
        double difference = candidates.logit(a) - candidates.logit(b);
        return difference > 0 || (difference == 0 && a < b);
    }
}
