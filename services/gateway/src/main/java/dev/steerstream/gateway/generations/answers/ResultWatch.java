package dev.steerstream.gateway.generations.answers;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Wakes who waits for a request's end: by its result's record, and by a look at the rows of all who wait, so that a record that was missed costs
 * {@code steerstream.gateway.recheck} and no more. Safe from any thread.
 */
@Singleton
public class ResultWatch {
    private final Listeners listeners;
    private final GenerationStore store;
    private final Background background;
    private final Map<Name, Set<Waiting>> waiting = new ConcurrentHashMap<>();

    public ResultWatch(
            Listeners listeners,
            GenerationStore store,
            Background background,
            GatewayConfiguration configuration,
            MeterRegistry meters) {
        this.listeners = listeners;
        this.store = store;
        this.background = background;
        background.every(configuration.gateway().recheck(), this::look);
        meters.gaugeMapSize("steerstream.gateway.waiting.clients", List.of(), waiting);
    }

    /**
     * Calls {@code woken} on a background thread when the request has ended: once, and again by the next look where it throws, as when the database is away
     * for a moment; never after the registration was closed. It gets the result's message, or nothing where that was missed: then the row tells.
     */
    public Listeners.Registration watch(Name name, Consumer<Optional<byte[]>> woken) {
        Waiting one = new Waiting(woken);
        waiting.compute(name, (ignored, present) -> {
            Set<Waiting> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(one);
            return all;
        });
        Listeners.Registration registration = listeners.listen(
                Topic.GENERATION_RESULTS,
                name.tenant().key(name.request()),
                value -> background.execute(() -> one.wake(Optional.of(value))));
        return () -> {
            one.closed = true;
            registration.close();
            waiting.computeIfPresent(name, (ignored, all) -> {
                all.remove(one);
                return all.isEmpty() ? null : all;
            });
        };
    }

    private void look() {
        List<Name> names = List.copyOf(waiting.keySet());
        if (names.isEmpty()) return;
        for (Name ended : store.ended(names)) {
            waiting.getOrDefault(ended, Set.of()).forEach(one -> background.execute(() -> one.wake(Optional.empty())));
        }
    }

    private static final class Waiting {
        private final AtomicBoolean done = new AtomicBoolean();
        private volatile boolean closed;
        private final Consumer<Optional<byte[]>> woken;

        Waiting(Consumer<Optional<byte[]>> woken) {
            this.woken = woken;
        }

        void wake(Optional<byte[]> message) {
            if (closed || !done.compareAndSet(false, true)) return;
            try {
                woken.accept(message);
            } catch (RuntimeException failed) {
                done.set(false);
                throw failed;
            }
        }
    }
}
