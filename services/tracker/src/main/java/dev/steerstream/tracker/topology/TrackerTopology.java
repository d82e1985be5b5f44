package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.feed.FeedKeeping;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * From the events to windows of requests, the live state of adaptations and the feed. Results are spread over partitions by request, so a task's
 * window lies in several stores; readers add them up, which costs less than sending every result through the broker again. Only the feed's lines
 * are, to one partition, so that one number orders them.
 */
public final class TrackerTopology {

    private TrackerTopology() {}

    /**
     * What the topology depends on.
     *
     * @param window length of a window of requests
     * @param keep how long windows, and the ids counted in them, are kept; a result that ended before is not counted
     * @param remember how long adaptations and announcements are remembered after their last event; older events are dropped
     */
    public record Settings(String topicPrefix, Duration window, Duration keep, Duration remember) {
        public Settings {
            if (window.toMillis() < 1 || keep.compareTo(window) < 0) {
                throw new IllegalArgumentException("steerstream.tracker.window is " + window + " and keep is " + keep
                        + ": a window is at least 1 ms long and kept for at least its own length");
            }
        }
    }

    /** @param listener told what became of every event */
    public static Topology build(Settings settings, Outcome.Listener listener) {
        StreamsBuilder builder = new StreamsBuilder();
        Source source = new Source(builder, settings.topicPrefix());
        source.of(Topic.GENERATION_RESULTS, new RequestCounting.Supplier(settings, listener))
                .merge(source.of(Topic.ADAPTATION_EVENTS, new AdaptationFollowing.Supplier(settings, listener)))
                .merge(source.of(Topic.EVALUATION_EVENTS, Announcing.evaluations(settings, listener)))
                .merge(source.of(Topic.DATASET_EVENTS, Announcing.datasets(settings, listener)))
                .merge(source.of(Topic.DEAD_LETTERS, Announcing.deadLetters(settings, listener)))
                .repartition(Repartitioned.<String, byte[]>as("feed")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.ByteArray())
                        .withNumberOfPartitions(1))
                .process(new FeedKeeping());
        return builder.build();
    }

    private record Source(StreamsBuilder builder, String topicPrefix) {
        /** Lines of the feed, keyed by tenant, from the events of a topic. */
        KStream<String, byte[]> of(Topic topic, ProcessorSupplier<byte[], byte[], String, byte[]> supplier) {
            return builder.stream(topic.name(topicPrefix), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                    .process(supplier);
        }
    }
}
