package dev.steerstream.work.consume;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.local.SharedParts;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class BrokerRequirementsIT {
    @Test
    void aBrokerWithEverythingPasses() {
        String prefix = TestParts.topics(BrokerRequirementsIT.class, Topic.values());
        try (Admin admin = Admin.create(TestParts.clients())) {
            assertThatCode(() -> BrokerRequirements.check(admin, prefix, Topic.all(), List.of(prefix + "share")))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyMissingTopicIsNamedAtOnce() {
        String prefix = SharedParts.topicPrefix(BrokerRequirementsIT.class);
        try (Admin admin = Admin.create(TestParts.clients())) {
            assertThatThrownBy(() -> BrokerRequirements.check(
                            admin, prefix, List.of(Topic.DATASET_ROWS, Topic.ADAPTATION_EVENTS), List.of()))
                    .isInstanceOf(SteerStreamException.class)
                    .hasMessageContaining(prefix + "adaptation-events, " + prefix + "dataset-rows");
        }
    }
}
