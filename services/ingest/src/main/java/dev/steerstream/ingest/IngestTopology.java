package dev.steerstream.ingest;

import dev.steerstream.schemas.Topic;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** From {@code dataset-submissions} to {@code dataset-rows} and {@code dataset-events}, as a pure function of its settings. */
final class IngestTopology {

    private IngestTopology() {}

    /**
     * What the topology depends on.
     *
     * @param submissionsPartitions partitions of the internal topic by which a dataset's records come together
     * @param rowsPartitions partitions of {@code dataset-rows} on this broker
     */
    record Settings(
            String topicPrefix, int submissionsPartitions, int rowsPartitions, Duration idleLimit, Duration remember) {}

    static Topology build(Settings settings) {
        StreamsBuilder builder = new StreamsBuilder();
        String rows = Topic.DATASET_ROWS.name(settings.topicPrefix());
        String events = Topic.DATASET_EVENTS.name(settings.topicPrefix());
        StreamPartitioner<String, byte[]> byKey = new StreamPartitioner<>() {
            @Override
            public Optional<Set<Integer>> partitions(String topic, String key, byte[] value, int partitions) {
                return Optional.of(Set.of(SubmissionCompletion.partition(key, partitions)));
            }
        };
        builder.stream(
                        Topic.DATASET_SUBMISSIONS.name(settings.topicPrefix()),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(Addressing::new)
                // Publishers' keys and partitioners do not matter from here on.
                .repartition(Repartitioned.<String, byte[]>as("submissions-by-dataset")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.ByteArray())
                        .withNumberOfPartitions(settings.submissionsPartitions()))
                .process(new Assembling(settings))
                .to(
                        (key, value, context) -> isEvent(context.headers()) ? events : rows,
                        Produced.with(Serdes.String(), Serdes.ByteArray(), byKey));
        return builder.build();
    }

    private static boolean isEvent(org.apache.kafka.common.header.Headers headers) {
        return Messages.isEvent(new Record<>("", "", 0L, headers));
    }

    /** Gives each record the key of its dataset. A record that names none is left to {@link UnaddressedRecords}. */
    private static final class Addressing extends ContextualProcessor<byte[], byte[], String, byte[]> {
        @Override
        public void process(Record<byte[], byte[]> message) {
            Address.of(message.headers()).ifPresent(address -> context().forward(message.withKey(address.key())));
        }
    }

    private record Assembling(Settings settings) implements ProcessorSupplier<String, byte[], String, byte[]> {
        @Override
        public Processor<String, byte[], String, byte[]> get() {
            return new SubmissionAssembler(settings.idleLimit(), settings.remember(), settings.rowsPartitions());
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.copyOf(SubmissionStores.builders());
        }
    }
}
