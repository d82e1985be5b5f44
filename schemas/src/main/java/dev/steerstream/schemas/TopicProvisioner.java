package dev.steerstream.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing; existing ones belong to their operators and stay as they are, their differences are named. Stateless. */
public final class TopicProvisioner {

    private static final Duration LEADERS_LIMIT = Duration.ofSeconds(60);
    private static final Duration LEADERS_INTERVAL = Duration.ofMillis(50);

    private TopicProvisioner() {}

    /**
     * Creates what is missing and returns the names that it made, once every partition of them has a leader that serves: none when called again.
     *
     * @param replication copies of each partition
     * @param minimumInSync {@code min.insync.replicas}
     * @throws IllegalStateException where the broker refuses, with its reason
     */
    public static List<String> createMissing(Admin admin, String prefix, short replication, int minimumInSync) {
        if (minimumInSync > replication) {
            throw new IllegalArgumentException("min.insync.replicas is " + minimumInSync + " and replication "
                    + replication + ": no record could ever be written; it must be at most the replication");
        }
        Set<String> existing = get(admin.listTopics().names());
        Map<String, NewTopic> missing = new LinkedHashMap<>();
        for (Topic topic : Topic.all()) {
            String name = topic.name(prefix);
            if (existing.contains(name)) continue;
            Map<String, String> configuration = topic.configuration();
            configuration.put("min.insync.replicas", Integer.toString(minimumInSync));
            missing.put(name, new NewTopic(name, topic.partitions(), replication).configs(configuration));
        }
        List<String> created = new ArrayList<>();
        for (var creation : admin.createTopics(missing.values()).values().entrySet()) {
            if (succeeds(creation.getValue())) created.add(creation.getKey());
        }
        awaitLeaders(admin, created, missing);
        return created;
    }

    /**
     * A broker answers a creation before its partitions take records. Large records that a producer sends at once are refused, retried and overtaken
     * by one another; one of some ten such producers was seen to hold a record until its delivery timed out. So each leader is asked for its end.
     */
    private static void awaitLeaders(Admin admin, List<String> created, Map<String, NewTopic> definitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (String topic : created) {
            for (int partition = 0; partition < definitions.get(topic).numPartitions(); partition++) {
                ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        }
        long giveUp = System.nanoTime() + LEADERS_LIMIT.toNanos();
        while (!served(admin, ends, giveUp)) {
            LockSupport.parkNanos(LEADERS_INTERVAL.toNanos());
        }
    }

    /** False where the broker does not know a topic yet that it has just created: its client does not ask again by itself. */
    private static boolean served(Admin admin, Map<TopicPartition, OffsetSpec> ends, long giveUp) {
        try {
            admin.listOffsets(ends).all().get();
            return true;
        } catch (ExecutionException failed) {
            boolean early = failed.getCause() instanceof RetriableException && System.nanoTime() < giveUp;
            if (early) return false;
            throw failure(failed);
        } catch (InterruptedException interrupted) {
            throw failure(interrupted);
        }
    }

    /**
     * What existing topics have otherwise than defined: one sentence each, none where all is as defined. Missing topics are not named here. More
     * partitions than defined are a difference too, since keys are spread over them.
     */
    public static List<String> differences(Admin admin, String prefix) {
        Set<String> existing = get(admin.listTopics().names());
        Map<String, Topic> present = new LinkedHashMap<>();
        Topic.all().forEach(topic -> present.put(topic.name(prefix), topic));
        present.keySet().retainAll(existing);
        Map<String, TopicDescription> descriptions =
                get(admin.describeTopics(new HashSet<>(present.keySet())).allTopicNames());
        List<ConfigResource> resources = present.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configurations = new HashMap<>();
        get(admin.describeConfigs(resources).all())
                .forEach((resource, configuration) -> configurations.put(resource.name(), configuration));
        List<String> differences = new ArrayList<>();
        present.forEach(
                (name, topic) -> compare(name, topic, descriptions.get(name), configurations.get(name), differences));
        return differences;
    }

    private static void compare(
            String name, Topic topic, TopicDescription description, Config configuration, List<String> differences) {
        int partitions = description.partitions().size();
        if (partitions != topic.partitions()) {
            differences.add("topic " + name + " has " + partitions + " partitions, defined are " + topic.partitions());
        }
        topic.configuration().forEach((key, defined) -> {
            ConfigEntry entry = configuration.get(key);
            String found = entry == null ? "nothing" : entry.value();
            if (!defined.equals(found)) {
                differences.add("topic " + name + " has " + key + " " + found + ", defined is " + defined);
            }
        });
    }

    /** False where somebody else created it meanwhile. */
    private static boolean succeeds(KafkaFuture<Void> creation) {
        try {
            creation.get();
            return true;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TopicExistsException) return false;
            throw failure(failed);
        } catch (InterruptedException interrupted) {
            throw failure(interrupted);
        }
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            throw failure(failed);
        } catch (InterruptedException interrupted) {
            throw failure(interrupted);
        }
    }

    private static IllegalStateException failure(ExecutionException failed) {
        return new IllegalStateException(
                "the broker did not describe or create the topics: "
                        + failed.getCause().getMessage(),
                failed.getCause());
    }

    private static IllegalStateException failure(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while describing or creating topics", interrupted);
    }
}
