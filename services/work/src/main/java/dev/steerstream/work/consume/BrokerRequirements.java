package dev.steerstream.work.consume;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/**
 * What a service needs of the broker, checked at start: every topic by name, and for users of share groups the finalized feature {@code
 * share.version} and the groups' renewal. All that is missing is named at once.
 */
public final class BrokerRequirements {
    private static final long LIMIT_SECONDS = 30;

    private BrokerRequirements() {}

    /**
     * Checks.
     *
     * @param topics what the service reads and writes
     * @param shareGroups with the prefix; empty for services without share groups
     * @throws SteerStreamException resource {@code BROKER_LACKS} naming all that is missing; transient {@code BROKER_UNAVAILABLE} where no broker
     *     answers
     */
    public static void check(
            Admin admin, String topicPrefix, Collection<Topic> topics, Collection<String> shareGroups) {
        List<String> missing = new ArrayList<>();
        try {
            Set<String> present = admin.listTopics().names().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            Set<String> absent = new TreeSet<>();
            for (Topic topic : topics) {
                if (!present.contains(topic.name(topicPrefix))) absent.add(topic.name(topicPrefix));
            }
            if (!absent.isEmpty()) missing.add("topics " + absent);
            if (!shareGroups.isEmpty()) checkShareGroups(admin, shareGroups, missing);
        } catch (ExecutionException | TimeoutException failure) {
            Throwable reason = failure.getCause() == null ? failure : failure.getCause();
            throw new SteerStreamException(
                    SteerStreamException.passing(
                                    "BROKER_UNAVAILABLE",
                                    "the broker did not answer: "
                                            + reason.getClass().getSimpleName() + " " + reason.getMessage(),
                                    "Check steerstream.kafka.bootstrap and that the broker runs.")
                            .failure(),
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while checking the broker", interrupted);
        }
        if (missing.isEmpty()) return;
        throw SteerStreamException.resource(
                "BROKER_LACKS",
                "the broker lacks " + String.join("; ", missing),
                "Create the topics with the definitions of the schemas module, and use Kafka 4.3 or newer with"
                        + " share.version=1 (kafka-features.sh upgrade --feature share.version=1).");
    }

    private static void checkShareGroups(Admin admin, Collection<String> groups, List<String> missing)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, FinalizedVersionRange> features = admin.describeFeatures()
                .featureMetadata()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .finalizedFeatures();
        FinalizedVersionRange share = features.get("share.version");
        if (share == null || share.maxVersionLevel() < 1) {
            missing.add("the finalized feature share.version of at least 1");
            return;
        }
        for (String group : groups) {
            Map<String, String> configuration = ShareGroups.describe(admin, group);
            if (!configuration.containsKey("share.renew.acknowledge.enable")) {
                missing.add("renewal of share group records (share.renew.acknowledge.enable, Kafka 4.2)");
                return;
            }
            if (!"true".equals(configuration.get("share.renew.acknowledge.enable"))) {
                missing.add("share.renew.acknowledge.enable=true of group " + group);
            }
        }
    }
}
