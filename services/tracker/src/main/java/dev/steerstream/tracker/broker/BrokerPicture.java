package dev.steerstream.tracker.broker;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the broker holds of this installation.
 *
 * @param nodes brokers that answer
 * @param topics in the order of their definition
 * @param groups by name
 */
public record BrokerPicture(Instant at, int nodes, List<TopicState> topics, List<GroupState> groups) {

    /**
     * One topic.
     *
     * @param id name without the installation's prefix
     * @param retention in words
     * @param records between the first and the last offset
     * @param rate records a second, mean over the last seconds; null before it is known
     */
    public record TopicState(
            String id, String name, int partitions, int replicas, String retention, Long records, Double rate) {

        public boolean exists() {
            return partitions > 0;
        }
    }

    /**
     * One group of consumers.
     *
     * @param type classic, consumer or share
     * @param lag records that it has not taken, of all its topics; null where it is not known
     * @param topics lag by topic id
     */
    public record GroupState(
            String name, String type, String state, List<Member> members, Long lag, Map<String, Long> topics) {}

    /** @param client its own name */
    public record Member(String client, String host, int partitions) {}

    /** Null where it is not there. */
    public TopicState topic(String id) {
        return topics.stream()
                .filter(topic -> topic.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The group whose name, without the installation's prefix, is this; null where there is none. */
    public GroupState group(String name) {
        return groups.stream()
                .filter(group -> group.name().endsWith(name))
                .findFirst()
                .orElse(null);
    }
}
