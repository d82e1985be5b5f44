package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * The LoRA adapters of a batch, stacked: one pair of products per site serves all rows. In a step each adapter multiplies its own rows
 * ({@link AdapterRoutes}); in longer blocks, and where bits are fixed, a mask of the rank's columns keeps a row to its adapter.
 *
 * <p>In groups of one adapter each (instead of one group of all) the sums of a row do not depend on which other adapters
 * are in the batch: bits are then the same alone and in company.
 */
final class LoraComposition implements AutoCloseable {
    private final IValue packed;
    private final IValue columns;
    private final List<PtNDArray> columnArrays;
    private final long[] sites;
    private final int groups;
    private final boolean fixed;
    private final int adapters;

    LoraComposition(
            IValue packed, List<PtNDArray> columnArrays, long[] sites, int groups, boolean fixed, int adapters) {
        this.packed = packed;
        this.columnArrays = columnArrays;
        this.columns = IValue.listFrom(columnArrays.toArray(new PtNDArray[0]));
        this.sites = sites;
        this.groups = groups;
        this.fixed = fixed;
        this.adapters = adapters;
    }

    /** No adapter at all. */
    static LoraComposition none(boolean fixed) {
        return new LoraComposition(IValue.listFrom(new PtNDArray[0]), List.of(), new long[0], 1, fixed, 0);
    }

    IValue packed() {
        return packed;
    }

    IValue columns() {
        return columns;
    }

    /** For each site its place among the sites present, or -1. */
    long[] sites() {
        return sites;
    }

    int groups() {
        return groups;
    }

    /** Whether the stacks are packed for kernels whose bits do not depend on the number of rows. */
    boolean fixed() {
        return fixed;
    }

    /** How many adapters there are; their numbers begin at 1. */
    int adapters() {
        return adapters;
    }

    @Override
    public void close() {
        packed.close();
        columns.close();
        columnArrays.forEach(PtNDArray::close);
    }
}
