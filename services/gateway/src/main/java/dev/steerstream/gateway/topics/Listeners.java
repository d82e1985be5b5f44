package dev.steerstream.gateway.topics;

import dev.steerstream.schemas.Topic;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who in this replica waits for records of which key. A listener is called on the reading thread and must not block; what it throws ends nobody
 * else's wait. Safe from any thread.
 */
public final class Listeners {
    private final ConcurrentHashMap<Name, Set<Consumer<byte[]>>> waiting = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Topic, Set<Runnable>> all = new ConcurrentHashMap<>();

    private record Name(Topic topic, String key) {}

    /** Ends one wait. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** From now on until closed, {@code listener} gets the value of every record of this topic and key. */
    public Registration listen(Topic topic, String key, Consumer<byte[]> listener) {
        Name name = new Name(topic, key);
        // Within compute, so that a set is never dropped while another thread adds to it.
        waiting.compute(name, (ignored, present) -> {
            Set<Consumer<byte[]>> listeners = present == null ? ConcurrentHashMap.newKeySet() : present;
            listeners.add(listener);
            return listeners;
        });
        return () -> waiting.computeIfPresent(name, (ignored, listeners) -> {
            listeners.remove(listener);
            return listeners.isEmpty() ? null : listeners;
        });
    }

    /** From now on {@code listener} is called for every record of this topic. */
    public void listenToAll(Topic topic, Runnable listener) {
        all.computeIfAbsent(topic, ignored -> ConcurrentHashMap.newKeySet()).add(listener);
    }

    /** How many keys are waited for. */
    public int size() {
        return waiting.size();
    }

    Set<Consumer<byte[]>> of(Topic topic, String key) {
        return waiting.getOrDefault(new Name(topic, key), Set.of());
    }

    Set<Runnable> of(Topic topic) {
        return all.getOrDefault(topic, Set.of());
    }
}
