package dev.steerstream.work;

import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

    /** Creates these topics under a new prefix, and returns the prefix. */
    public static String topics(Class<?> test, Topic... topics) {
        return topics(test, Topic::partitions, topics);
    }

    /** The same with other numbers of partitions. */
    public static String topics(Class<?> test, ToIntFunction<Topic> partitions, Topic... topics) {
        String prefix = SharedParts.topicPrefix(test);
        try (Admin admin = Admin.create(clients())) {
            admin.createTopics(Stream.of(topics)
                            .map(topic -> new NewTopic(topic.name(prefix), partitions.applyAsInt(topic), (short) 1)
                                    .configs(topic.configuration()))
                            .toList())
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
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
