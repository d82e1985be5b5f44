package dev.steerstream.work.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.consume.Admission;
import dev.steerstream.work.consume.ShareGroupPool;
import dev.steerstream.work.consume.ShareGroups;
import dev.steerstream.work.consume.ShareHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class GroupsIT {
    @Test
    void membersLagAndTheOldestRecordOfBothKindsOfGroupsAreShown() {
        String prefix = TestParts.topics(GroupsIT.class, Topic.GENERATION_REQUESTS, Topic.ADAPTATION_COMMANDS);
        Groups groups = new Groups(TestParts.clients(), prefix);
        assertThat(groups.list()).isEmpty();
        Instant before = Instant.now().minusMillis(5);
        send(Topic.GENERATION_REQUESTS.name(prefix), 5);
        send(Topic.ADAPTATION_COMMANDS.name(prefix), 7);
        String share = prefix + "steerstream-share";
        String consumer = prefix + "steerstream-consumer";
        consumeSome(consumer, Topic.ADAPTATION_COMMANDS.name(prefix), 3);
        try (Admin admin = Admin.create(TestParts.clients())) {
            ShareGroups.configure(admin, share, ShareGroups.Settings.defaults());
        }
        AtomicInteger taken = new AtomicInteger();
        // One consumer that takes three records and keeps the last.
        try (ShareGroupPool pool = ShareGroupPool.start(
                TestParts.clients(),
                new ShareGroupPool.Settings(share, List.of(Topic.GENERATION_REQUESTS.name(prefix)), 1, Duration.ZERO),
                Admission.always(),
                delivery -> taken.incrementAndGet() < 3
                        ? CompletableFuture.completedFuture(ShareHandler.Outcome.ACCEPT)
                        : new CompletableFuture<>())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> taken.get() == 3);
            Group found = await().atMost(Duration.ofSeconds(30))
                    .until(() -> groups.find(share).orElseThrow(), group -> group.lag() == 3);
            assertThat(found.partitions()).extracting(Group.PartitionLag::lag).containsOnlyOnce(3L);
            assertThat(found.type()).isEqualTo("share");
            assertThat(found.members()).hasSize(1);
            assertThat(found.members().get(0).partitions()).isNotEmpty();
            assertThat(found.oldest()).isBetween(before, Instant.now());

            assertThat(groups.list()).extracting(Group::group).containsExactly(consumer, share);
            Group consuming = groups.find(consumer).orElseThrow();
            assertThat(consuming.type()).isEqualTo("consumer");
            assertThat(consuming.lag()).isEqualTo(4);
            assertThat(consuming.members()).isEmpty();
            assertThat(consuming.oldest()).isBetween(before, Instant.now());
        }
        assertThat(groups.find("steerstream-of-another-installation")).isEmpty();
    }

    private static void send(String topic, int records) {
        try (var producer = new KafkaProducer<>(TestParts.clients(), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) producer.send(new ProducerRecord<>(topic, "one key", "r" + i));
        }
    }

    /** Reads so many records, commits and leaves. */
    private static void consumeSome(String group, String topic, int records) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                TestParts.clients().get("bootstrap.servers"),
                "group.id",
                group,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "max.poll.records",
                records);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> consumer.poll(Duration.ofMillis(200)).count() == records);
            consumer.commitSync();
        }
    }
}
