package dev.steerstream.model.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which rows of a step each adapter multiplies, so that all adapters share one batched product: the rows of the first adapter,
 * then of the second, and so on, each filled up to the same number with rows whose results are dropped.
 *
 * @param own rows of the step, the same number for every adapter; empty where masks keep the adapters apart
 * @param owned the places in {@code own} that are not filling; empty where all are
 */
record AdapterRoutes(long[] own, long[] owned) {
    /** @param owners for each row its adapter's number in the composition, 0 for none; larger numbers than LoRA has are others' */
    static AdapterRoutes of(LoraComposition lora, int[] owners) {
        if (lora.fixed()) {
            return new AdapterRoutes(new long[0], new long[0]); // a batched product's bits may depend on its size
        }
        return of(lora.adapters(), owners);
    }

    static AdapterRoutes of(int adapters, int[] owners) {
        List<List<Long>> rows = new ArrayList<>();
        for (int a = 0; a < adapters; a++) {
            rows.add(new ArrayList<>());
        }
        for (int row = 0; row < owners.length; row++) {
            if (owners[row] > 0 && owners[row] <= adapters) {
                rows.get(owners[row] - 1).add((long) row);
            }
        }
        int most = rows.stream().mapToInt(List::size).max().orElse(0);
        long[] own = new long[adapters * most];
        long[] owned = new long[own.length];
        int count = 0;
        for (int a = 0; a < adapters; a++) {
            for (int i = 0; i < rows.get(a).size(); i++) {
                own[a * most + i] = rows.get(a).get(i);
                owned[count++] = a * most + i;
            }
        }
        return new AdapterRoutes(own, count == own.length ? new long[0] : Arrays.copyOf(owned, count));
    }
}
