package dev.steerstream.tracker.feed;

import dev.steerstream.work.streams.FirstTombstone;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Keeps lines, keyed by tenant, in the order in which they arrive. */
public final class FeedKeeping implements ProcessorSupplier<String, byte[], Void, Void> {
    public static final String STORE = "feed";

    @Override
    public Processor<String, byte[], Void, Void> get() {
        return new ContextualProcessor<>() {
            private KeyValueStore<String, byte[]> store;

            @Override
            public void init(ProcessorContext<Void, Void> context) {
                super.init(context);
                store = context.getStateStore(STORE);
                FirstTombstone.schedule(context, now -> store.delete(""));
            }

            @Override
            public void process(Record<String, byte[]> line) {
                FeedRing.append(store, line.key(), FeedEntry.read(line.value()));
            }
        };
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()));
    }
}
