package dev.steerstream.tracker.topology;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Tells a repeated event by its id and its own time, which every repetition shares: what is older than the memory is late before it is asked for
 * here, so the memory is bounded and nothing is counted twice. One task's thread only.
 */
final class Repetitions {
    private static final byte[] SEEN = {1};

    private final WindowStore<String, byte[]> store;

    Repetitions(WindowStore<String, byte[]> store) {
        this.store = store;
    }

    /** Room for the clocks' tolerance, so that an event from a clock ahead does not end the memory of the others early. */
    static StoreBuilder<?> builder(String name, Duration memory) {
        return Stores.windowStoreBuilder(
                Stores.persistentWindowStore(
                        name, memory.plus(EventProcessor.CLOCK_TOLERANCE.multipliedBy(2)), Duration.ofMillis(1), false),
                Serdes.String(),
                Serdes.ByteArray());
    }

    /** Writes a tombstone; no event has an empty id. */
    void begin(Instant now) {
        store.put("", null, now.toEpochMilli());
    }

    /** Whether the event is seen for the first time; it is remembered. */
    boolean first(String id, Instant at) {
        if (store.fetch(id, at.toEpochMilli()) != null) return false;
        store.put(id, SEEN, at.toEpochMilli());
        return true;
    }
}
