package dev.steerstream.cli.platform;

import dev.steerstream.schemas.TopicProvisioner;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** What the services expect to find on a broker. The decoder sets up its share groups itself. */
final class BrokerSetup {
    private BrokerSetup() {}

    /** Creates the topics that are missing, one copy of each; returns how many it created. */
    static int apply(String bootstrap, String topicPrefix) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return TopicProvisioner.createMissing(admin, topicPrefix, (short) 1, 1)
                    .size();
        }
    }
}
