package dev.steerstream.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing; existing ones belong to their operators and stay as they are. */
public final class TopicProvisioner {

    private TopicProvisioner() {}

    /**
     * Creates what is missing and returns the names that it made.
     *
     * @param replication copies of each partition
     * @param minimumInSync {@code min.insync.replicas}
     */
    public static List<String> createMissing(Admin admin, String prefix, short replication, int minimumInSync) {
        try {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>();
            for (Topic topic : Topic.all()) {
                if (!existing.contains(topic.name(prefix))) {
                    Map<String, String> configuration = topic.configuration();
                    configuration.put("min.insync.replicas", Integer.toString(minimumInSync));
                    missing.add(
                            new NewTopic(topic.name(prefix), topic.partitions(), replication).configs(configuration));
                }
            }
            for (var created : admin.createTopics(missing).values().entrySet()) {
                try {
                    created.getValue().get();
                } catch (ExecutionException failed) {
                    if (!(failed.getCause() instanceof TopicExistsException)) {
                        throw failed;
                    }
                }
            }
            return missing.stream().map(NewTopic::name).toList();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    "topics could not be created: " + failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", interrupted);
        }
    }
}
