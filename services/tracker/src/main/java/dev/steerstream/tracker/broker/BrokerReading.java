package dev.steerstream.tracker.broker;

import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.broker.BrokerPicture.GroupState;
import dev.steerstream.tracker.broker.BrokerPicture.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the broker for topics, offsets and groups of one installation. Stateless but for its client. */
final class BrokerReading {
    private final Admin admin;
    private final String prefix;

    BrokerReading(Admin admin, String prefix) {
        this.admin = admin;
        this.prefix = prefix;
    }

    /** First and last offsets. */
    record Offsets(Map<TopicPartition, Long> first, Map<TopicPartition, Long> last) {
        long records(String topic) {
            return last.entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic))
                    .mapToLong(entry -> entry.getValue() - first.getOrDefault(entry.getKey(), 0L))
                    .sum();
        }

        long ends(String topic) {
            return last.entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    int nodes() throws ExecutionException, InterruptedException {
        return admin.describeCluster().nodes().get().size();
    }

    /** Those that exist. */
    Map<String, TopicDescription> topics() throws ExecutionException, InterruptedException {
        List<String> names =
                Topic.all().stream().map(topic -> topic.name(prefix)).toList();
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> one :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(one.getKey(), one.getValue().get());
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof UnknownTopicOrPartitionException)) throw failure;
            }
        }
        return found;
    }

    Offsets offsets(Map<String, TopicDescription> topics) throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = topics.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        return new Offsets(offsets(partitions, OffsetSpec.earliest()), offsets(partitions, OffsetSpec.latest()));
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    List<GroupState> groups(Map<TopicPartition, Long> last) throws ExecutionException, InterruptedException {
        List<String> share = new ArrayList<>();
        List<String> consumer = new ArrayList<>();
        for (GroupListing group : admin.listGroups().all().get()) {
            if (!group.groupId().startsWith(prefix + "steerstream-")) continue;
            GroupType type = group.type().orElse(GroupType.UNKNOWN);
            if (type == GroupType.SHARE) share.add(group.groupId());
            else if (type == GroupType.CLASSIC || type == GroupType.CONSUMER) consumer.add(group.groupId());
        }
        List<GroupState> states = new ArrayList<>();
        if (!consumer.isEmpty()) states.addAll(consumerGroups(consumer, last));
        if (!share.isEmpty()) states.addAll(shareGroups(share));
        states.sort(Comparator.comparing(GroupState::name));
        return states;
    }

    private List<GroupState> consumerGroups(List<String> names, Map<TopicPartition, Long> last)
            throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = admin.listConsumerGroupOffsets(names.stream()
                        .collect(Collectors.toMap(name -> name, name -> new ListConsumerGroupOffsetsSpec())))
                .all()
                .get();
        List<GroupState> states = new ArrayList<>();
        for (ConsumerGroupDescription group :
                admin.describeConsumerGroups(names).all().get().values()) {
            Map<String, Long> lags = new TreeMap<>();
            committed.getOrDefault(group.groupId(), Map.of()).forEach((partition, offset) -> {
                Long end = last.get(partition);
                if (end != null && offset != null)
                    lags.merge(id(partition), Math.max(0, end - offset.offset()), Long::sum);
            });
            List<Member> members = group.members().stream()
                    .map(member -> new Member(
                            member.clientId(),
                            member.host(),
                            member.assignment().topicPartitions().size()))
                    .toList();
            states.add(state(group.groupId(), group.type(), group.groupState().toString(), members, lags));
        }
        return states;
    }

    private List<GroupState> shareGroups(List<String> names) throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, SharePartitionOffsetInfo>> offsets = admin.listShareGroupOffsets(
                        names.stream().collect(Collectors.toMap(name -> name, name -> new ListShareGroupOffsetsSpec())))
                .all()
                .get();
        List<GroupState> states = new ArrayList<>();
        for (ShareGroupDescription group :
                admin.describeShareGroups(names).all().get().values()) {
            Map<String, Long> lags = new TreeMap<>();
            offsets.getOrDefault(group.groupId(), Map.of()).forEach((partition, info) -> {
                if (info != null) info.lag().ifPresent(lag -> lags.merge(id(partition), lag, Long::sum));
            });
            List<Member> members = group.members().stream()
                    .map(member -> new Member(
                            member.clientId(),
                            member.host(),
                            member.assignment().topicPartitions().size()))
                    .toList();
            states.add(
                    state(group.groupId(), GroupType.SHARE, group.groupState().toString(), members, lags));
        }
        return states;
    }

    private static GroupState state(
            String name, GroupType type, String state, List<Member> members, Map<String, Long> lags) {
        Long sum = lags.isEmpty()
                ? null
                : (Long) lags.values().stream().mapToLong(Long::longValue).sum();
        return new GroupState(
                name, type.toString().toLowerCase(Locale.ROOT), state.toLowerCase(Locale.ROOT), members, sum, lags);
    }

    private String id(TopicPartition partition) {
        return partition.topic().startsWith(prefix) ? partition.topic().substring(prefix.length()) : partition.topic();
    }
}
