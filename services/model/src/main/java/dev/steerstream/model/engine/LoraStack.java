package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.model.files.TransformerConfig;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Stacks the LoRA adapters of a batch into a {@link LoraComposition}. Only for the engine's thread. */
final class LoraStack {
    private final LlamaModule module;
    private final TransformerConfig config;
    private final List<AttachedLora> adapters; // owner 1 is the first
    private final boolean deterministic;

    private LoraStack(LlamaModule module, List<AttachedLora> adapters, boolean deterministic) {
        this.module = module;
        this.config = module.config();
        this.adapters = adapters;
        this.deterministic = deterministic;
    }

    /** @param adapters owner 1 is the first; deterministic ones are in groups of their own */
    static LoraComposition of(LlamaModule module, List<AttachedLora> adapters, boolean deterministic) {
        return adapters.isEmpty()
                ? LoraComposition.none(deterministic)
                : new LoraStack(module, adapters, deterministic).composition();
    }

    private LoraComposition composition() {
        Collection<List<Integer>> groups = groups();
        long[] sites = new long[LoraTarget.SITES];
        List<PtNDArray> columns = new ArrayList<>();
        int present = 0;
        for (int site = 0; site < sites.length; site++) {
            int place = site;
            sites[site] = -1;
            if (adapters.stream().anyMatch(adapter -> adapter.rank(place) > 0)) {
                sites[site] = present++;
                for (List<Integer> group : groups) {
                    columns.add(columns(group, site));
                }
            }
        }
        return new LoraComposition(pack(groups, sites), columns, sites, groups.size(), deterministic, adapters.size());
    }

    private Collection<List<Integer>> groups() {
        List<Integer> owners = IntStream.rangeClosed(1, adapters.size()).boxed().toList();
        return deterministic ? owners.stream().map(List::of).toList() : List.of(owners);
    }

    /** The owner of every rank column of a group's stack at a site. */
    private PtNDArray columns(List<Integer> group, int site) {
        long[] column = group.stream()
                .flatMapToLong(owner -> LongStream.generate(() -> owner).limit(ranks(site, group)))
                .toArray();
        return (PtNDArray)
                module.module().manager().create(LongBuffer.wrap(column), new Shape(column.length), DataType.INT64);
    }

    /** Columns that an adapter takes: as many as the group's largest; one of zeros where only other groups have the site. */
    private int ranks(int site, List<Integer> group) {
        return group.stream()
                .mapToInt(owner -> Math.max(adapters.get(owner - 1).rank(site), 1))
                .max()
                .orElseThrow();
    }

    private IValue pack(Collection<List<Integer>> groups, long[] sites) {
        List<PtNDArray> down = new ArrayList<>();
        List<PtNDArray> up = new ArrayList<>();
        List<PtNDArray> zeros = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int site = 0; site < sites.length; site++) {
                if (sites[site] < 0) {
                    continue;
                }
                for (List<Integer> group : groups) {
                    int before = down.size();
                    for (int owner : group) {
                        AttachedLora adapter = adapters.get(owner - 1);
                        if (adapter.rank(site) > 0) {
                            down.add(adapter.down(layer, site));
                            up.add(adapter.up(layer, site));
                        } else {
                            down.add(zero(zeros, 1, inputs(site)));
                            up.add(zero(zeros, LoraTarget.siteOutputs(site, config), 1));
                        }
                    }
                    counts.add((long) down.size() - before);
                }
            }
        }
        try {
            return module.stackAdapters(
                    down, up, counts.stream().mapToLong(Long::longValue).toArray(), deterministic);
        } finally {
            zeros.forEach(PtNDArray::close);
        }
    }

    private PtNDArray zero(List<PtNDArray> made, int rows, int columns) {
        PtNDArray zero = module.resident(new float[rows * columns], rows, columns);
        made.add(zero);
        return zero;
    }

    private int inputs(int site) {
        return EnumSet.allOf(LoraTarget.class).stream()
                .filter(target -> target.site() == site)
                .findFirst()
                .orElseThrow()
                .inputs(config);
    }
}
