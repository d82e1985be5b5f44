package dev.steerstream.model.engine;

import dev.steerstream.model.memory.MemoryBudget;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The adapters in memory, counted by reference, and the compositions of them that batches use. A composition is packed
 * when a set of adapters first meets and kept while it is among the latest; a step's cost does not depend on how many
 * adapters are attached. Only for the engine's thread.
 */
final class AttachedAdapters implements AutoCloseable {
    private static final int COMPOSITIONS = 8;

    private final LlamaModule module;
    private final AdapterMemory memory;
    private final Map<String, Counted> attached = new HashMap<>();
    private final Map<Key, AdapterComposition> compositions = new LinkedHashMap<>(16, 0.75f, true);

    AttachedAdapters(LlamaModule module, MemoryBudget budget) {
        this.module = module;
        this.memory = new AdapterMemory(budget, COMPOSITIONS);
    }

    private record Key(List<String> adapters, boolean deterministic) {}

    private static final class Counted {
        final AttachedAdapter adapter;
        int references = 1;

        Counted(AttachedAdapter adapter) {
            this.adapter = adapter;
        }
    }

    /** One more user of an adapter, which is loaded for the first one. */
    void attach(String digest, long bytes, Supplier<AttachedAdapter> load) {
        Counted known = attached.get(digest);
        if (known != null) {
            known.references++;
        } else {
            memory.reserve(digest, bytes);
            try {
                attached.put(digest, new Counted(load.get()));
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
        attached.remove(digest).adapter.close();
        memory.release(digest);
        for (Iterator<Map.Entry<Key, AdapterComposition>> each =
                        compositions.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Key, AdapterComposition> entry = each.next();
            if (entry.getKey().adapters().contains(digest)) {
                entry.getValue().close();
                each.remove();
            }
        }
    }

    Collection<String> digests() {
        return new TreeSet<>(attached.keySet());
    }

    private Counted known(String digest) {
        Counted adapter = attached.get(digest);
        if (adapter == null) {
            throw new UnknownAdapterException(digest);
        }
        return adapter;
    }

    /** What an adapter puts before its rows' first token; null where it puts nothing, and for null, which is no adapter. */
    AttachedPrefix prefix(String digest) {
        return digest != null && known(digest).adapter instanceof AttachedPrefix prefix ? prefix : null;
    }

    /** Virtual tokens before the rows of an adapter, 0 for null. */
    int virtualTokens(String digest) {
        AttachedPrefix prefix = prefix(digest);
        return prefix == null ? 0 : prefix.virtualTokens();
    }

    /**
     * The composition of these adapters. Null entries are ignored, and so are adapters that only have a prefix, since that is
     * in the cache before a batch runs.
     */
    AdapterComposition compose(Collection<String> adapters, boolean deterministic) {
        TreeSet<String> sorted = new TreeSet<>();
        for (String digest : adapters) {
            if (digest != null && prefix(digest) == null) {
                sorted.add(digest);
            }
        }
        Key key = new Key(List.copyOf(sorted), deterministic);
        AdapterComposition composition = compositions.get(key);
        if (composition == null) {
            SortedMap<String, AttachedAdapter> composed = new TreeMap<>();
            sorted.forEach(digest -> composed.put(digest, known(digest).adapter));
            composition = AdapterComposition.of(module, composed, deterministic);
            compositions.put(key, composition);
            if (compositions.size() > COMPOSITIONS) {
                Iterator<AdapterComposition> eldest = compositions.values().iterator();
                eldest.next().close();
                eldest.remove();
            }
        }
        return composition;
    }

    @Override
    public void close() {
        compositions.values().forEach(AdapterComposition::close);
        compositions.clear();
        attached.values().forEach(counted -> counted.adapter.close());
        attached.clear();
        memory.close();
    }
}
