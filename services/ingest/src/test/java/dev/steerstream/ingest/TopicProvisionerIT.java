package dev.steerstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.local.SharedParts;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.TopicProvisioner;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** The schemas' topics on a real broker; here because schemas depends on no broker. */
class TopicProvisionerIT {

    @Test
    void missingTopicsAreCreatedOnceAndExistingOnesStayWithTheirDifferencesNamed() throws Exception {
        String prefix = SharedParts.topicPrefix(TopicProvisionerIT.class);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedParts.bootstrap()))) {
            String events = Topic.DATASET_EVENTS.name(prefix);
            admin.createTopics(List.of(new NewTopic(events, 2, (short) 1).configs(Map.of("retention.ms", "1000"))))
                    .all()
                    .get();

            assertThat(TopicProvisioner.createMissing(admin, prefix, (short) 1, 1))
                    .hasSize(Topic.all().size() - 1)
                    .doesNotContain(events);
            assertThat(TopicProvisioner.createMissing(admin, prefix, (short) 1, 1))
                    .isEmpty();
            assertThat(TopicProvisioner.differences(admin, prefix))
                    .satisfiesExactlyInAnyOrder(
                            partitions -> assertThat(partitions).contains(events, "2 partitions", "4"),
                            retention -> assertThat(retention).contains(events, "retention.ms 1000"));
        }
    }
}
