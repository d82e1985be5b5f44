package dev.steerstream.schemas;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every topic, with the definition it is created with. */
public enum Topic {
    DATASET_SUBMISSIONS("dataset-submissions", 4, Duration.ofDays(7), false),
    DATASET_ROWS("dataset-rows", 4, Duration.ofDays(30), false),
    DATASET_EVENTS("dataset-events", 4, Duration.ofDays(30), false),
    ADAPTATION_COMMANDS("adaptation-commands", 4, Duration.ofDays(7), false),
    ADAPTATION_EVENTS("adaptation-events", 4, Duration.ofDays(30), false),
    EVALUATION_COMMANDS("evaluation-commands", 4, Duration.ofDays(7), false),
    EVALUATION_EVENTS("evaluation-events", 4, Duration.ofDays(30), false),
    STEERING_PROFILES("steering-profiles", 1, null, true),
    GENERATION_REQUESTS("generation-requests", 1, Duration.ofDays(7), false),
    GENERATION_REQUESTS_BATCH("generation-requests-batch", 1, Duration.ofDays(7), false),
    GENERATION_CONTROLS("generation-controls", 1, Duration.ofDays(1), false),
    GENERATION_TOKENS("generation-tokens", 4, Duration.ofHours(1), false),
    GENERATION_RESULTS("generation-results", 4, Duration.ofDays(7), false),
    DEAD_LETTERS("dead-letters", 1, Duration.ofDays(30), false);

    /** No message is larger; what may be larger goes by reference. Bytes, the broker's {@code message.max.bytes}. */
    public static final int MAXIMUM_MESSAGE_BYTES = 1_048_576;

    private final String id;
    private final int partitions;
    private final Duration retention;
    private final boolean compacted;

    Topic(String id, int partitions, Duration retention, boolean compacted) {
        this.id = id;
        this.partitions = partitions;
        this.retention = retention;
        this.compacted = compacted;
    }

    /** The name without a prefix. */
    public String id() {
        return id;
    }

    /** The name on a broker: the configured {@code topic.prefix} (may be empty) and the id. */
    public String name(String prefix) {
        return prefix + id;
    }

    /**
     * With which it is created. A share group gives each partition to as many of its consumers as there are consumers for each partition, rounded up: requests
     * have one, so that every slot of every decoder takes the next of them, whose ever it is.
     */
    public int partitions() {
        return partitions;
    }

    /** How long a record is kept; empty where the newest of a key is kept for good. */
    public Optional<Duration> retention() {
        return Optional.ofNullable(retention);
    }

    /** Topic configuration as Kafka names it. */
    public Map<String, String> configuration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("cleanup.policy", compacted ? "compact" : "delete");
        if (retention != null) {
            configuration.put("retention.ms", Long.toString(retention.toMillis()));
        }
        configuration.put("max.message.bytes", Integer.toString(MAXIMUM_MESSAGE_BYTES));
        return configuration;
    }

    public static List<Topic> all() {
        return Arrays.asList(values());
    }
}
