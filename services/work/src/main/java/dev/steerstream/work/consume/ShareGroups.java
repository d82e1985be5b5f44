package dev.steerstream.work.consume;

import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The group-level configuration of share groups. Idempotent: what is already so is left alone. */
public final class ShareGroups {
    /** More deliveries than this and the broker drops the record silently; the poison rule stores the failure long before. */
    public static final int DELIVERY_COUNT_LIMIT = 10;

    private static final long LIMIT_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(ShareGroups.class);

    private ShareGroups() {}

    /**
     * What a share group needs.
     *
     * @param lockDuration how long a record stays with a silent consumer; null leaves the broker's
     * @param readCommitted whether records of open and aborted transactions stay hidden
     */
    public record Settings(Duration lockDuration, boolean readCommitted) {
        public static Settings defaults() {
            return new Settings(null, true);
        }
    }

    /**
     * Configures the group, before or after it has members.
     *
     * @throws SteerStreamException resource {@code SHARE_GROUP_CONFIGURATION} where the broker refuses what is needed; the heartbeat interval is
     *     only wished for, since a broker's minimum may be above it: then joining takes seconds longer
     */
    public static void configure(Admin admin, String group, Settings settings) {
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put("share.auto.offset.reset", "earliest");
        needed.put("share.delivery.count.limit", Integer.toString(DELIVERY_COUNT_LIMIT));
        needed.put("share.isolation.level", settings.readCommitted() ? "read_committed" : "read_uncommitted");
        if (settings.lockDuration() != null) {
            needed.put(
                    "share.record.lock.duration.ms",
                    Long.toString(settings.lockDuration().toMillis()));
        }
        try {
            Map<String, String> present = describe(admin, group);
            alter(admin, group, present, needed);
            try {
                alter(admin, group, present, Map.of("share.heartbeat.interval.ms", "500"));
            } catch (ExecutionException refused) {
                LOG.info(
                        "share group {} keeps the broker's heartbeat interval: {}",
                        group,
                        refused.getCause().getMessage());
            }
        } catch (ExecutionException | TimeoutException refused) {
            Throwable reason = refused.getCause() == null ? refused : refused.getCause();
            throw new SteerStreamException(
                    SteerStreamException.resource(
                                    "SHARE_GROUP_CONFIGURATION",
                                    "share group " + group + " could not be configured with " + needed + ": "
                                            + reason.getMessage(),
                                    "Use Kafka 4.3 or newer, allow ALTER_CONFIGS on the group, and keep the broker's"
                                            + " group.share limits around these values.")
                            .failure(),
                    refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while configuring share group " + group, interrupted);
        }
    }

    /** The group's effective configuration by name; a broker that knows no share groups has none of the share entries. */
    static Map<String, String> describe(Admin admin, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        Config config = admin.describeConfigs(List.of(resource))
                .all()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .get(resource);
        Map<String, String> present = new LinkedHashMap<>();
        for (ConfigEntry entry : config.entries()) present.put(entry.name(), entry.value());
        return present;
    }

    private static void alter(Admin admin, String group, Map<String, String> present, Map<String, String> wanted)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<AlterConfigOp> changes = new ArrayList<>();
        wanted.forEach((name, value) -> {
            if (!value.equals(present.get(name))) {
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
            }
        });
        if (changes.isEmpty()) return;
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), changes))
                .all()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
