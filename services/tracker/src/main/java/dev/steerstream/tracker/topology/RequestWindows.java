package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.GenerationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** One partition's windows of requests. One task's thread only, but for {@link #visit}. */
public final class RequestWindows {
    public static final String STORE = "request-windows";

    private static final int FORGET_AT_MOST = 10_000;

    private final KeyValueStore<String, byte[]> store;
    private final long windowMillis;
    /** No window before it is left. A scan from the store's beginning would wade through what was removed. */
    private Instant begin = Instant.EPOCH;

    RequestWindows(KeyValueStore<String, byte[]> store, Duration window) {
        this.store = store;
        this.windowMillis = window.toMillis();
    }

    static StoreBuilder<?> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray());
    }

    void count(String tenant, GenerationResult result, Instant at) {
        Instant start = Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), windowMillis) * windowMillis);
        String key = new WindowKey(start, tenant, result.task() == null ? "" : result.task()).text();
        store.put(key, RequestWindow.read(store.get(key)).with(result).write());
    }

    /** Writes a tombstone; no window has an empty key. */
    void begin() {
        store.delete("");
    }

    /** Removes windows that start before a time, some at a time. */
    void forget(Instant before) {
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> windows = store.range(WindowKey.first(begin), WindowKey.first(before))) {
            while (windows.hasNext() && old.size() < FORGET_AT_MOST) old.add(windows.next().key);
        }
        old.forEach(store::delete);
        if (old.size() < FORGET_AT_MOST) begin = before;
        else begin = WindowKey.of(old.get(old.size() - 1)).start();
    }

    /** Visits the windows that start within {@code from} to before {@code to}, of all tenants and tasks. */
    public static void visit(
            ReadOnlyKeyValueStore<String, byte[]> store,
            Instant from,
            Instant to,
            BiConsumer<WindowKey, byte[]> visitor) {
        try (KeyValueIterator<String, byte[]> windows = store.range(WindowKey.first(from), WindowKey.first(to))) {
            while (windows.hasNext()) {
                var window = windows.next();
                visitor.accept(WindowKey.of(window.key), window.value);
            }
        }
    }
}
