package dev.steerstream.ingest.assembly;

import dev.steerstream.ingest.row.Address;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
public final class IngestTopology {

    /** Header, set by this topology, of a record whose body was too large to be passed on: the body's bytes. */
    static final String OVERSIZE = "steerstream-oversize";

    /** What internal topics and their producer must take: a message of the largest size with the headers that the topology adds. Bytes. */
    public static final int INTERNAL_MESSAGE_BYTES = 2 * Topic.MAXIMUM_MESSAGE_BYTES;

    private static final List<String> PASSED_HEADERS = List.of(
            Address.DATASET,
            Address.SUBMISSION,
            Address.ROW,
            Address.COUNT,
            MessageHeaders.TENANT,
            MessageHeaders.TRACE_PARENT);
    private static final int LONGEST_HEADER = 256;

    private IngestTopology() {}

    /**
     * What the topology depends on.
     *
     * @param submissionsPartitions partitions of the internal topic by which a dataset's records come together
     * @param rowsPartitions partitions of {@code dataset-rows} on this broker, as the sealed event states them
     * @param idleLimit silence after which a submission is incomplete
     * @param remember how long an ended submission's row hashes are kept
     */
    public record Settings(
            String topicPrefix, int submissionsPartitions, int rowsPartitions, Duration idleLimit, Duration remember) {}

    public static Topology build(Settings settings) {
        StreamsBuilder builder = new StreamsBuilder();
        String rows = Topic.DATASET_ROWS.name(settings.topicPrefix());
        String events = Topic.DATASET_EVENTS.name(settings.topicPrefix());
        // By the number of partitions found at start: the sealed event names the partition.
        StreamPartitioner<String, byte[]> byKey = new StreamPartitioner<>() {
            @Override
            public Optional<Set<Integer>> partitions(String topic, String key, byte[] value, int partitions) {
                int fixed = topic.equals(rows) ? settings.rowsPartitions() : partitions;
                return Optional.of(Set.of(SubmissionCompletion.partition(key, fixed)));
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
                        (key, value, context) -> Messages.isEvent(context.headers()) ? events : rows,
                        Produced.with(Serdes.String(), Serdes.ByteArray(), byKey));
        return builder.build();
    }

    /**
     * Gives each record the key of its dataset, and only the headers that count. A record that names no dataset is left to {@link
     * dev.steerstream.ingest.registry.UnaddressedRecords}. A compressed batch may hold a body of any size: one over the limit goes no further.
     */
    private static final class Addressing extends ContextualProcessor<byte[], byte[], String, byte[]> {
        @Override
        public void process(Record<byte[], byte[]> message) {
            Address.of(message.headers()).ifPresent(address -> {
                Headers headers = passed(message.headers());
                byte[] body = message.value();
                if (body != null && body.length > Topic.MAXIMUM_MESSAGE_BYTES) {
                    headers.add(OVERSIZE, Integer.toString(body.length).getBytes(StandardCharsets.UTF_8));
                    body = null;
                }
                // A record of a bad timestamp is a row like any other; Streams would refuse a negative one.
                context().forward(new Record<>(address.key(), body, Math.max(0, message.timestamp()), headers));
            });
        }

        private static Headers passed(Headers given) {
            Headers headers = new RecordHeaders();
            for (String name : PASSED_HEADERS) {
                Header header = given.lastHeader(name);
                if (header == null) continue;
                String text = MessageHeaders.text(given, name);
                String cut = text == null ? "" : text.substring(0, Math.min(LONGEST_HEADER, text.length()));
                headers.add(name, cut.getBytes(StandardCharsets.UTF_8));
            }
            return headers;
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
