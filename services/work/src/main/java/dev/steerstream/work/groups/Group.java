package dev.steerstream.work.groups;

import java.time.Instant;
import java.util.List;

/**
 * A group of the installation.
 *
 * @param group its id, with the installation's prefix
 * @param type share, or consumer, which Kafka Streams' groups are as well
 * @param state as the broker calls it, in lower case
 * @param lag records that are not consumed yet, over all partitions
 * @param oldest when the oldest of them was published; null where there is none, or it could not be read in time
 */
public record Group(
        String group,
        String type,
        String state,
        Long lag,
        Instant oldest,
        List<Member> members,
        List<PartitionLag> partitions) {

    /** One client of the group and the partitions that it has, {@code topic-partition}. */
    public record Member(String id, String client, String host, List<String> partitions) {}

    /**
     * Where the group is in one partition.
     *
     * @param offset the first record that is not consumed
     * @param lag records from there on; null where the broker does not know
     * @param oldest when the record at the offset was published; null as above
     */
    public record PartitionLag(String topic, int partition, long offset, Long lag, Instant oldest) {}
}
