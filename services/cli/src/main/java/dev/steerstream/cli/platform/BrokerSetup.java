package dev.steerstream.cli.platform;

import dev.steerstream.schemas.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/** What the services expect to find on a broker: the topics and the settings of the share groups. */
final class BrokerSetup {
    /** Both queues of generation requests: see the decoder. */
    private static final List<String> SHARE_GROUPS = List.of("steerstream-decoder", "steerstream-decoder-batch");

    private static final Map<String, String> SHARE_GROUP_SETTINGS = Map.of(
            "share.auto.offset.reset", "earliest",
            "share.delivery.count.limit", "10",
            "share.record.lock.duration.ms", "15000");

    private BrokerSetup() {}

    /** Creates the topics that are missing and sets the groups' configuration; returns how many topics it created. */
    static int apply(String bootstrap, String topicPrefix) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            int created = createTopics(admin, topicPrefix);
            setGroups(admin, topicPrefix);
            return created;
        } catch (ExecutionException failure) {
            throw new PlatformException(
                    "the topics on " + bootstrap + " could not be prepared: "
                            + failure.getCause().getMessage(),
                    failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while the topics on " + bootstrap + " were prepared");
        }
    }

    private static int createTopics(Admin admin, String topicPrefix) throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        for (Topic topic : Topic.all()) {
            String name = topic.name(topicPrefix);
            if (present.contains(name)) continue;
            missing.add(new NewTopic(name, Optional.of(topic.partitions()), Optional.empty())
                    .configs(topic.configuration()));
        }
        admin.createTopics(missing).all().get();
        return missing.size();
    }

    private static void setGroups(Admin admin, String topicPrefix) throws ExecutionException, InterruptedException {
        List<AlterConfigOp> settings = new ArrayList<>();
        SHARE_GROUP_SETTINGS.forEach((name, value) ->
                settings.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        Map<ConfigResource, java.util.Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String group : SHARE_GROUPS) {
            changes.put(new ConfigResource(ConfigResource.Type.GROUP, topicPrefix + group), settings);
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }
}
