package dev.steerstream.tracker.live;

import dev.steerstream.tracker.feed.FeedKeeping;
import dev.steerstream.tracker.feed.FeedRing;
import dev.steerstream.tracker.topology.AdaptationFollowing;
import dev.steerstream.tracker.topology.LiveAdaptation;
import dev.steerstream.tracker.topology.ProgressCurve;
import dev.steerstream.tracker.topology.RequestWindows;
import dev.steerstream.tracker.topology.WindowKey;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The topology's stores, as they are now. Safe from any thread. */
public final class LiveStores {
    private final KafkaStreams streams;

    public LiveStores(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * Visits every window that starts within {@code from} to before {@code to}, of all tenants and tasks; one may come once for each partition.
     *
     * @throws SteerStreamException transient {@code LIVE_STATE_UNAVAILABLE}
     */
    void windows(Instant from, Instant to, BiConsumer<WindowKey, byte[]> visitor) {
        query(RequestWindows.STORE, store -> {
            RequestWindows.visit(store, from, to, visitor);
            return null;
        });
    }

    /** @throws SteerStreamException transient {@code LIVE_STATE_UNAVAILABLE} */
    public Optional<LiveAdaptation> adaptation(String tenant, String adaptation) {
        return Optional.ofNullable(
                query(AdaptationFollowing.STORE, store -> LiveAdaptation.read(store.get(tenant + "/" + adaptation))));
    }

    /**
     * How a warm start went; empty where no event of it is remembered.
     *
     * @throws SteerStreamException transient {@code LIVE_STATE_UNAVAILABLE}
     */
    public ProgressCurve curve(String tenant, String adaptation) {
        return query(AdaptationFollowing.CURVES, store -> ProgressCurve.read(store.get(tenant + "/" + adaptation)));
    }

    /**
     * Reads the feed.
     *
     * @throws SteerStreamException transient {@code LIVE_STATE_UNAVAILABLE}
     */
    public <T> T feed(Function<FeedRing, T> reading) {
        return query(FeedKeeping.STORE, store -> reading.apply(new FeedRing(store)));
    }

    /** A store may be restored now, or taken away while it is read. */
    private <T> T query(String name, Function<ReadOnlyKeyValueStore<String, byte[]>, T> reading) {
        try {
            return reading.apply(streams.store(
                    StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, byte[]>keyValueStore())));
        } catch (InvalidStateStoreException notNow) {
            throw unavailable();
        }
    }

    private SteerStreamException unavailable() {
        return SteerStreamException.passing(
                "LIVE_STATE_UNAVAILABLE",
                "the live numbers are being read back: the topology is " + streams.state(),
                "They come back by themselves; what is stored in the database is shown meanwhile.");
    }
}
