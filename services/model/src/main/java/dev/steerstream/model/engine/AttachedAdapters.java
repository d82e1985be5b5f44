package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.memory.MemoryBudget;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The adapters in memory, counted by reference, and the compositions of them that batches use. A composition is packed
 * when a set of adapters first meets and kept while it is among the latest; a step's cost does not depend on how many
 * adapters are attached. Only for the engine's thread.
 */
final class AttachedAdapters implements AutoCloseable {
    private static final int COMPOSITIONS = 8;

    private final LlamaModule module;
    private final TransformerConfig config;
    private final AdapterMemory memory;
    private final Map<String, Attached> attached = new HashMap<>();
    private final Map<Key, LoraComposition> compositions = new LinkedHashMap<>(16, 0.75f, true);

    AttachedAdapters(LlamaModule module, MemoryBudget budget) {
        this.module = module;
        this.config = module.config();
        this.memory = new AdapterMemory(budget, config, COMPOSITIONS);
    }

    private record Key(List<String> adapters, boolean deterministic) {
        boolean separate() {
            return deterministic && adapters.size() > 1;
        }
    }

    /** One adapter's tensors per (layer, site), null where it has none. */
    private static final class Attached {
        final PtNDArray[][] down;
        final PtNDArray[][] up;
        final int[] ranks = new int[LoraTarget.SITES];
        int references = 1;

        Attached(int layers) {
            down = new PtNDArray[layers][LoraTarget.SITES];
            up = new PtNDArray[layers][LoraTarget.SITES];
        }

        void close() {
            for (int layer = 0; layer < down.length; layer++) {
                for (int site = 0; site < LoraTarget.SITES; site++) {
                    if (down[layer][site] != null) {
                        down[layer][site].close();
                        up[layer][site].close();
                    }
                }
            }
        }
    }

    void attach(String digest, LoraMatrices matrices) {
        Attached known = attached.get(digest);
        if (known != null) {
            known.references++;
        } else {
            memory.reserve(digest, matrices);
            try {
                attached.put(digest, load(digest, matrices));
            } catch (RuntimeException refused) {
                memory.release(digest);
                throw refused;
            }
        }
    }

    /** One more user of an attached adapter; null is no adapter. */
    void retain(String digest) {
        if (digest != null) {
            known(digest).references++;
        }
    }

    /** One user less; the last one takes the adapter out of memory. Null is no adapter. */
    void release(String digest) {
        if (digest == null || --known(digest).references > 0) {
            return;
        }
        attached.remove(digest).close();
        memory.release(digest);
        for (Iterator<Map.Entry<Key, LoraComposition>> each =
                        compositions.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Key, LoraComposition> entry = each.next();
            if (entry.getKey().adapters().contains(digest)) {
                entry.getValue().close();
                each.remove();
            }
        }
    }

    Collection<String> digests() {
        return new TreeSet<>(attached.keySet());
    }

    private Attached known(String digest) {
        Attached adapter = attached.get(digest);
        if (adapter == null) {
            throw new UnknownAdapterException(digest);
        }
        return adapter;
    }

    /** The composition of these adapters (null entries are ignored); deterministic ones are in groups of their own. */
    LoraComposition compose(Collection<String> adapters, boolean deterministic) {
        TreeSet<String> sorted = new TreeSet<>();
        adapters.stream().filter(Objects::nonNull).forEach(sorted::add);
        Key key = new Key(List.copyOf(sorted), deterministic);
        LoraComposition composition = compositions.get(key);
        if (composition == null) {
            composition = key.adapters().isEmpty() ? LoraComposition.none() : stack(key);
            compositions.put(key, composition);
            if (compositions.size() > COMPOSITIONS) {
                Iterator<LoraComposition> eldest = compositions.values().iterator();
                eldest.next().close();
                eldest.remove();
            }
        }
        return composition;
    }

    private LoraComposition stack(Key key) {
        Map<String, Integer> owners = new HashMap<>();
        key.adapters().forEach(digest -> owners.put(digest, owners.size() + 1));
        int groups = key.separate() ? key.adapters().size() : 1;
        long[] sites = new long[LoraTarget.SITES];
        List<PtNDArray> columns = new ArrayList<>();
        int present = 0;
        for (int site = 0; site < sites.length; site++) {
            int place = site;
            sites[site] = -1;
            if (key.adapters().stream().anyMatch(digest -> known(digest).ranks[place] > 0)) {
                sites[site] = present++;
                for (List<String> group : groups(key)) {
                    columns.add(columns(group, site, owners));
                }
            }
        }
        return new LoraComposition(pack(key, sites), columns, sites, groups, key.deterministic(), owners);
    }

    private static List<List<String>> groups(Key key) {
        return key.separate() ? key.adapters().stream().map(List::of).toList() : List.of(key.adapters());
    }

    /** The owner of every rank column of a group's stack at a site. */
    private PtNDArray columns(List<String> group, int site, Map<String, Integer> owners) {
        long[] column = group.stream()
                .flatMapToLong(
                        digest -> LongStream.generate(() -> owners.get(digest)).limit(ranks(digest, site, group)))
                .toArray();
        return (PtNDArray)
                module.module().manager().create(LongBuffer.wrap(column), new Shape(column.length), DataType.INT64);
    }

    /** An adapter alone in its group at a site that only others have keeps its place with one column of zeros. */
    private int ranks(String digest, int site, List<String> group) {
        int rank = known(digest).ranks[site];
        return rank == 0 && group.size() == 1 ? 1 : rank;
    }

    private IValue pack(Key key, long[] sites) {
        List<PtNDArray> down = new ArrayList<>();
        List<PtNDArray> up = new ArrayList<>();
        List<PtNDArray> zeros = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int site = 0; site < sites.length; site++) {
                if (sites[site] < 0) {
                    continue;
                }
                for (List<String> group : groups(key)) {
                    int before = down.size();
                    for (String digest : group) {
                        Attached adapter = known(digest);
                        if (adapter.ranks[site] > 0) {
                            down.add(adapter.down[layer][site]);
                            up.add(adapter.up[layer][site]);
                        } else if (group.size() == 1) {
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
                    down, up, counts.stream().mapToLong(Long::longValue).toArray(), key.deterministic());
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

    private Attached load(String digest, LoraMatrices matrices) {
        if (matrices.targets().isEmpty() || matrices.rank() < 1) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "Adapter " + digest + " has no targets or no rank: it must change at least one linear layer.");
        }
        Attached adapter = new Attached(config.layers());
        try {
            for (int site = 0; site < LoraTarget.SITES; site++) {
                List<LoraTarget> targets = targets(matrices, site);
                adapter.ranks[site] = targets.size() * matrices.rank();
                for (int layer = 0; layer < config.layers() && !targets.isEmpty(); layer++) {
                    place(digest, adapter, matrices, layer, site, targets);
                }
            }
            return adapter;
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
    }

    private static List<LoraTarget> targets(LoraMatrices matrices, int site) {
        return matrices.targets().stream()
                .filter(target -> target.site() == site)
                .sorted()
                .toList();
    }

    /** The site's targets stacked: down matrices one under the other, up matrices on the diagonal of blocks, scaled. */
    private void place(
            String digest, Attached adapter, LoraMatrices matrices, int layer, int site, List<LoraTarget> targets) {
        int rank = matrices.rank();
        int stacked = rank * targets.size();
        int inputs = targets.get(0).inputs(config);
        int outputs = LoraTarget.siteOutputs(site, config);
        float[] down = new float[stacked * inputs];
        float[] up = new float[outputs * stacked];
        for (int t = 0; t < targets.size(); t++) {
            LoraTarget target = targets.get(t);
            float[] a = checked(digest, layer, target, "A", matrices.down(layer, target), rank * inputs);
            float[] b = checked(digest, layer, target, "B", matrices.up(layer, target), target.outputs(config) * rank);
            System.arraycopy(a, 0, down, t * rank * inputs, a.length);
            int offset = target.offset(config);
            for (int o = 0; o < target.outputs(config); o++) {
                for (int r = 0; r < rank; r++) {
                    up[(offset + o) * stacked + t * rank + r] = matrices.scale() * b[o * rank + r];
                }
            }
        }
        adapter.down[layer][site] = module.resident(down, stacked, inputs);
        adapter.up[layer][site] = module.resident(up, outputs, stacked);
    }

    private static float[] checked(
            String digest, int layer, LoraTarget target, String matrix, float[] values, int expected) {
        if (values.length != expected) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "Adapter " + digest + ": matrix " + matrix + " of " + target.part() + " in layer " + layer + " has "
                            + values.length + " numbers, but this model needs " + expected
                            + ". Use an adapter that was trained for it.");
        }
        return values;
    }

    @Override
    public void close() {
        compositions.values().forEach(LoraComposition::close);
        compositions.clear();
        attached.values().forEach(Attached::close);
        attached.clear();
        memory.close();
    }
}
