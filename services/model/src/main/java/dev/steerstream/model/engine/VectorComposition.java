package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The IA3 adapters of a batch: for every layer and place a table with a row for each owner, so that one look-up and one
 * product serve all rows. A token that is in none of them is multiplied by one, which keeps its bits.
 */
final class VectorComposition implements AutoCloseable {
    private final IValue tables;
    private final List<PtNDArray> arrays;
    private final long[] places;

    /** @param places empty where there are no vectors at all */
    private VectorComposition(List<PtNDArray> arrays, long[] places) {
        this.arrays = arrays;
        this.tables = IValue.listFrom(arrays.toArray(new PtNDArray[0]));
        this.places = places;
    }

    /**
     * @param adapters of the batch
     * @param firstOwner the number of the first; the others follow, and smaller numbers are not of this method
     */
    static VectorComposition of(LlamaModule module, List<AttachedVectors> adapters, int firstOwner) {
        if (adapters.isEmpty()) {
            return new VectorComposition(List.of(), new long[0]);
        }
        long[] places = new long[VectorPlace.COUNT];
        int present = 0;
        for (int place = 0; place < places.length; place++) {
            int number = place;
            places[place] = adapters.stream().anyMatch(adapter -> adapter.has(number)) ? present++ : -1;
        }
        List<PtNDArray> tables = new ArrayList<>();
        for (int layer = 0; layer < module.config().layers(); layer++) {
            for (int place = 0; place < places.length; place++) {
                if (places[place] >= 0) {
                    tables.add(table(module, adapters, firstOwner, layer, place));
                }
            }
        }
        return new VectorComposition(tables, places);
    }

    private static PtNDArray table(
            LlamaModule module, List<AttachedVectors> adapters, int firstOwner, int layer, int place) {
        int width = adapters.stream()
                .filter(adapter -> adapter.has(place))
                .mapToInt(adapter -> adapter.vector(layer, place).length)
                .findFirst()
                .orElseThrow();
        int rows = firstOwner + adapters.size();
        float[] table = new float[rows * width];
        Arrays.fill(table, 1);
        for (int a = 0; a < adapters.size(); a++) {
            if (adapters.get(a).has(place)) {
                System.arraycopy(adapters.get(a).vector(layer, place), 0, table, (firstOwner + a) * width, width);
            }
        }
        return module.resident(table, rows, width);
    }

    IValue tables() {
        return tables;
    }

    /** For each place its place among those present, or -1; empty where there are no vectors at all. */
    long[] places() {
        return places;
    }

    @Override
    public void close() {
        tables.close();
        arrays.forEach(PtNDArray::close);
    }
}
