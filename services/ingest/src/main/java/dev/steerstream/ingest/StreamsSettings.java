package dev.steerstream.ingest;

import dev.steerstream.ingest.assembly.IngestTopology;
import dev.steerstream.work.streams.BoundedRocksDb;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is configured with. */
final class StreamsSettings {

    private StreamsSettings() {}

    static Properties of(IngestConfiguration configuration) {
        IngestConfiguration.Kafka kafka = configuration.kafka();
        IngestConfiguration.Ingest ingest = configuration.ingest();
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(
                StreamsConfig.APPLICATION_ID_CONFIG, configuration.topicPrefix().orElse("") + "steerstream-ingest");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of(configuration.workDir(), "ingest").toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, ingest.threads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, ingest.standbys());
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, ingest.commitInterval().toMillis());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replication());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        // Portions of a dataset are written between polls: an idle poll must not hold them up.
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), ingest.instance());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                ingest.transactionTimeout().toMillis());
        // A message of the largest size gets headers and a key on its way through: internal topics take more than the
        // public ones.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                IngestTopology.INTERNAL_MESSAGE_BYTES);
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), IngestTopology.INTERNAL_MESSAGE_BYTES);
        return properties;
    }
}
