package dev.steerstream.work;

import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.TopicProvisioner;
import dev.steerstream.work.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.ds.PGSimpleDataSource;

/** A migrated database and provisioned topics of their own for one test class. */
public final class TestParts {
    private TestParts() {}

    public static PGSimpleDataSource dataSource(Class<?> test) {
        var made = SharedParts.database(test);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(made.jdbcUrl());
        source.setUser(made.user());
        source.setPassword(made.password());
        return source;
    }

    public static Database database(Class<?> test) {
        PGSimpleDataSource source = dataSource(test);
        Migrations.migrate(source);
        return new Database(source);
    }

    public static Map<String, Object> clients() {
        return Map.of("bootstrap.servers", SharedParts.bootstrap());
    }

    /** Creates all topics under a new prefix and returns it. */
    public static String topics(Class<?> test) {
        String prefix = SharedParts.topicPrefix(test);
        try (Admin admin = Admin.create(clients())) {
            TopicProvisioner.createMissing(admin, prefix, (short) 1, 1);
        }
        return prefix;
    }

    /** Everything committed that lies in the topic now, partition by partition in offset order. */
    public static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", SharedParts.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            return found;
        }
    }
}
