package dev.steerstream.cli.doctor;

import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.gateway.GatewayUnreachableException;
import dev.steerstream.cli.gateway.ProblemException;
import dev.steerstream.cli.platform.OperatorKey;
import dev.steerstream.cli.platform.PlatformStatus;
import dev.steerstream.cli.platform.StateDirectory;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/** A local platform that runs: its services, its broker, its door. */
final class Platform {
    private static final int LIMIT_SECONDS = 10;

    private Platform() {}

    static List<Finding> check(PlatformStatus status, StateDirectory state) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        status.services().forEach((service, reached) -> findings.add(service(service, reached, state)));
        if (status.kafka() != null) findings.add(broker(status.kafka()));
        if (status.gateway() != null) findings.add(gateway(status, state));
        return findings;
    }

    private static Finding service(String service, String reached, StateDirectory state) {
        String check = "service " + service;
        return switch (reached) {
            case "ready" -> Finding.ok(check, reached);
            case "starting" -> Finding.warning(check, reached, "Wait, or look at steer logs " + service + ".");
            default ->
                Finding.problem(
                        check, reached, "See why with steer logs " + service + " (" + state.log(service) + ").");
        };
    }

    /** What decoders need of a broker, here of the platform's own. */
    private static Finding broker(String bootstrap) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("default.api.timeout.ms", LIMIT_SECONDS * 1000);
        properties.put("request.timeout.ms", LIMIT_SECONDS * 1000 / 2);
        try (Admin admin = Admin.create(properties)) {
            FinalizedVersionRange share = admin.describeFeatures()
                    .featureMetadata()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .finalizedFeatures()
                    .get("share.version");
            if (share == null || share.maxVersionLevel() < 1) {
                return Finding.problem(
                        "broker",
                        bootstrap + " has no share groups",
                        "Use Kafka 4.3 or newer: kafka-features.sh upgrade --feature share.version=1.");
            }
            int topics = admin.listTopics()
                    .names()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .size();
            return Finding.ok("broker", bootstrap + ", share groups on, " + topics + " topics");
        } catch (ExecutionException | TimeoutException away) {
            return Finding.problem(
                    "broker", bootstrap + " does not answer", "See steer logs kafka; steer down and steer up.");
        }
    }

    private static Finding gateway(PlatformStatus status, StateDirectory state)
            throws IOException, InterruptedException {
        String key = OperatorKey.read(state).orElse(null);
        try {
            new GatewayClient(URI.create(status.gateway()), null, key).decoders();
            return Finding.ok(
                    "gateway",
                    status.gateway() + " answers" + (key == null ? "" : " with the key of " + state.operatorKey()));
        } catch (ProblemException answered) {
            int code = answered.problem().status();
            return Finding.problem(
                    "gateway",
                    status.gateway() + " answers " + code + ": " + answered.getMessage(),
                    code == 401
                            ? "The platform was started with another key: steer down and steer up."
                            : "See steer logs gateway.");
        } catch (GatewayUnreachableException | IOException away) {
            return Finding.problem("gateway", status.gateway() + " does not answer", "See steer logs gateway.");
        }
    }
}
