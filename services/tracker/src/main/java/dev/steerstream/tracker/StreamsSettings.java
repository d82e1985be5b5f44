package dev.steerstream.tracker;

import dev.steerstream.work.streams.BoundedRocksDb;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is configured with. */
final class StreamsSettings {

    private StreamsSettings() {}

    static Properties of(TrackerConfiguration configuration) {
        TrackerConfiguration.Kafka kafka = configuration.kafka();
        TrackerConfiguration.Tracker tracker = configuration.tracker();
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(
                StreamsConfig.APPLICATION_ID_CONFIG,
                configuration.topicPrefix().orElse("") + "steerstream-" + tracker.instance());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of(configuration.workDir(), "tracker").toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, tracker.threads());
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                tracker.commitInterval().toMillis());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replication());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), tracker.instance());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                tracker.transactionTimeout().toMillis());
        return properties;
    }
}
