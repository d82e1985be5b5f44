package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.feed.FeedSentences;
import dev.steerstream.tracker.topology.TrackerTopology.Settings;
import dev.steerstream.work.streams.FirstTombstone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Follows each adaptation: an event whose sequence is not above the highest seen is dropped; progress is kept, and is no line of the feed. */
public final class AdaptationFollowing extends EventProcessor<AdaptationEvent> {
    /** {@code tenant/adaptation} to a {@link LiveAdaptation}. */
    public static final String STORE = "adaptations";
    /** {@code tenant/adaptation} to a {@link ProgressCurve}. */
    public static final String CURVES = "adaptation-curves";

    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final int FORGET_AT_MOST = 10_000;

    private final Duration remember;
    private KeyValueStore<String, byte[]> adaptations;
    private KeyValueStore<String, byte[]> curves;

    private AdaptationFollowing(Settings settings, Outcome.Listener listener) {
        super(Topic.ADAPTATION_EVENTS, AdaptationEvent.class, settings.remember(), listener);
        this.remember = settings.remember();
    }

    record Supplier(Settings settings, Outcome.Listener listener)
            implements ProcessorSupplier<byte[], byte[], String, byte[]> {
        @Override
        public Processor<byte[], byte[], String, byte[]> get() {
            return new AdaptationFollowing(settings, listener);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store(STORE), store(CURVES));
        }

        private static StoreBuilder<?> store(String name) {
            return Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
        }
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        adaptations = context.getStateStore(STORE);
        curves = context.getStateStore(CURVES);
        FirstTombstone.schedule(context, now -> {
            adaptations.delete("");
            curves.delete("");
        });
        context.schedule(FORGET_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> forget(Instant.ofEpochMilli(now)));
    }

    @Override
    Instant at(AdaptationEvent event) {
        return event.at();
    }

    @Override
    Outcome take(String tenant, AdaptationEvent event, Instant at, Record<byte[], byte[]> message) {
        String key = tenant + "/" + event.adaptation();
        LiveAdaptation known = LiveAdaptation.read(adaptations.get(key));
        LiveAdaptation before = known == null ? LiveAdaptation.unknown(event) : known;
        if (!before.precedes(event)) return Outcome.REPEATED;
        adaptations.put(key, before.after(event).write());
        if (event.progress() != null) {
            curves.put(
                    key,
                    ProgressCurve.read(curves.get(key)).after(event.progress()).write());
        }
        if (event.type() != AdaptationEvent.Type.PROGRESS) tell(tenant, FeedSentences.of(event), message);
        return Outcome.TAKEN;
    }

    /** What is forgotten cannot be told twice: an event as old as that is late. */
    private void forget(Instant now) {
        Instant oldest = now.minus(remember);
        List<String> forgotten = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = adaptations.all()) {
            while (all.hasNext() && forgotten.size() < FORGET_AT_MOST) {
                var entry = all.next();
                if (LiveAdaptation.read(entry.value).at().isBefore(oldest)) forgotten.add(entry.key);
            }
        }
        forgotten.forEach(adaptations::delete);
        forgotten.forEach(curves::delete);
    }
}
