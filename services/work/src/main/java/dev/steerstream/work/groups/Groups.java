package dev.steerstream.work.groups;

import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.groups.Group.Member;
import dev.steerstream.work.groups.Group.PartitionLag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker for the groups. Each call makes its clients and closes them: operators ask now and then. Safe from any thread. */
public final class Groups {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Map<String, Object> clients;
    private final String prefix;

    /** @param topicPrefix of the installation's topics and groups, may be empty */
    public Groups(Map<String, Object> clientProperties, String topicPrefix) {
        this.clients = Map.copyOf(clientProperties);
        this.prefix = topicPrefix + "steerstream-";
    }

    /**
     * All groups of the installation by name.
     *
     * @throws SteerStreamException transient {@code BROKER_UNAVAILABLE}
     */
    public List<Group> list() {
        try (Admin admin = Admin.create(new HashMap<>(clients))) {
            List<Group> groups = new ArrayList<>();
            for (GroupListing listed : await(admin.listGroups().all())) {
                if (!listed.groupId().startsWith(prefix)) continue;
                described(admin, listed).ifPresent(groups::add);
            }
            groups.sort(Comparator.comparing(Group::group));
            return groups;
        }
    }

    /** One of them; empty where the installation has none of this name. */
    public Optional<Group> find(String group) {
        if (!group.startsWith(prefix)) return Optional.empty();
        try (Admin admin = Admin.create(new HashMap<>(clients))) {
            return await(admin.listGroups().all()).stream()
                    .filter(listed -> listed.groupId().equals(group))
                    .findFirst()
                    .flatMap(listed -> described(admin, listed));
        }
    }

    private Optional<Group> described(Admin admin, GroupListing listed) {
        GroupType type = listed.type().orElse(GroupType.CLASSIC);
        return switch (type) {
            case SHARE -> Optional.of(share(admin, listed.groupId()));
            case CLASSIC, CONSUMER -> Optional.of(consumer(admin, listed.groupId()));
            // None of ours is of another type.
            default -> Optional.empty();
        };
    }

    private Group share(Admin admin, String id) {
        ShareGroupDescription found =
                await(admin.describeShareGroups(List.of(id)).describedGroups().get(id));
        List<Member> members = found.members().stream()
                .map(member -> new Member(
                        member.consumerId(),
                        member.clientId(),
                        member.host(),
                        names(member.assignment().topicPartitions())))
                .toList();
        Map<TopicPartition, SharePartitionOffsetInfo> offsets =
                await(admin.listShareGroupOffsets(Map.of(id, new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo(id));
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, Long> lags = new HashMap<>();
        offsets.forEach((partition, info) -> {
            if (info == null || info.lag().isEmpty()) return;
            starts.put(partition, info.startOffset());
            lags.put(partition, info.lag().get());
        });
        Set<TopicPartition> untouched = found.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .filter(partition -> !starts.containsKey(partition))
                .collect(Collectors.toSet());
        fromTheBeginning(admin, untouched, starts, lags);
        return group(id, "share", found.groupState(), members, starts, lags);
    }

    /** Of a partition that nothing was acknowledged in yet the broker knows no offset; our groups begin with its first record. */
    private static void fromTheBeginning(
            Admin admin,
            Set<TopicPartition> partitions,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> lags) {
        if (partitions.isEmpty()) return;
        Map<TopicPartition, Long> beginnings = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        starts.putAll(beginnings);
        beginnings.forEach((partition, beginning) -> lags.put(partition, ends.get(partition) - beginning));
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec where) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, where));
        Map<TopicPartition, Long> found = new HashMap<>();
        await(admin.listOffsets(wanted).all()).forEach((partition, offset) -> found.put(partition, offset.offset()));
        return found;
    }

    private Group consumer(Admin admin, String id) {
        ConsumerGroupDescription found = await(
                admin.describeConsumerGroups(List.of(id)).describedGroups().get(id));
        List<Member> members = found.members().stream()
                .map(member -> new Member(
                        member.consumerId(),
                        member.clientId(),
                        member.host(),
                        names(member.assignment().topicPartitions())))
                .toList();
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata(id));
        committed.forEach((partition, offset) -> {
            if (offset != null) starts.put(partition, offset.offset());
        });
        Map<TopicPartition, Long> ends = offsets(admin, starts.keySet(), OffsetSpec.latest());
        Map<TopicPartition, Long> lags = new HashMap<>();
        starts.forEach((partition, start) -> lags.put(partition, Math.max(0, ends.get(partition) - start)));
        return group(id, "consumer", found.groupState(), members, starts, lags);
    }

    private Group group(
            String id,
            String type,
            GroupState state,
            List<Member> members,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> lags) {
        Map<TopicPartition, Long> behind = new HashMap<>(starts);
        behind.keySet().removeIf(partition -> lags.getOrDefault(partition, 0L) == 0);
        Map<TopicPartition, Instant> oldest = new OldestRecords(clients).published(behind);
        List<PartitionLag> partitions = starts.entrySet().stream()
                .map(start -> new PartitionLag(
                        start.getKey().topic(),
                        start.getKey().partition(),
                        start.getValue(),
                        lags.get(start.getKey()),
                        oldest.get(start.getKey())))
                .sorted(Comparator.comparing(PartitionLag::topic).thenComparingInt(PartitionLag::partition))
                .toList();
        return new Group(
                id,
                type,
                state.toString().toLowerCase(Locale.ROOT),
                partitions.stream()
                        .map(PartitionLag::lag)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum(),
                oldest.values().stream().min(Comparator.naturalOrder()).orElse(null),
                members,
                partitions);
    }

    private static List<String> names(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::toString).sorted().toList();
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            Throwable reason = failure.getCause() == null ? failure : failure.getCause();
            throw new SteerStreamException(
                    SteerStreamException.passing(
                                    "BROKER_UNAVAILABLE",
                                    "the broker did not say how its groups are: "
                                            + reason.getClass().getSimpleName() + " " + reason.getMessage(),
                                    "Try again; the service's user needs DESCRIBE on the groups.")
                            .failure(),
                    failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for groups", stopping);
        }
    }
}
