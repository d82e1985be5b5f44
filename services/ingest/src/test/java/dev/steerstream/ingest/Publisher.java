package dev.steerstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A client that is not ours: no key, no CloudEvents, any partition. */
final class Publisher implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final Random random = new Random(42);

    Publisher(String bootstrap, String prefix) {
        this.topic = prefix + "dataset-submissions";
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "max.request.size", 2_000_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.partitions = producer.partitionsFor(topic).size();
    }

    void row(String dataset, String submission, long row, String body) {
        send(Map.of("dataset", dataset, "submission", submission, "row", Long.toString(row)), body);
    }

    void end(String dataset, String submission, long count, String body) {
        send(Map.of("dataset", dataset, "submission", submission, "count", Long.toString(count)), body);
    }

    void send(Map<String, String> headers, String body) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, random.nextInt(partitions), null, body.getBytes(UTF_8));
        headers.forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        producer.send(message, (stored, failure) -> {
            if (failure != null) failure.printStackTrace();
        });
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
