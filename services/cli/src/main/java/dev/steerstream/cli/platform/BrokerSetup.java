package dev.steerstream.cli.platform;

import dev.steerstream.schemas.TopicProvisioner;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** What the services expect to find on a broker. The decoder sets up its share groups itself. */
final class BrokerSetup {
    private BrokerSetup() {}

    /**
     * What became of the topics.
     *
     * @param created how many were missing
     * @param differences of those that were there, one sentence each: an earlier version made them, or somebody else
     */
    record Topics(int created, List<String> differences) {}

    /** Creates the topics that are missing, one copy of each. */
    static Topics apply(String bootstrap, String topicPrefix) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<String> differences = TopicProvisioner.differences(admin, topicPrefix);
            int created = TopicProvisioner.createMissing(admin, topicPrefix, (short) 1, 1)
                    .size();
            return new Topics(created, differences);
        }
    }
}
