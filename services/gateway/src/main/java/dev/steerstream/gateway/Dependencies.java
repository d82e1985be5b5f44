package dev.steerstream.gateway;

import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.topics.KafkaClients;
import dev.steerstream.gateway.topics.TopicTail;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.consume.BrokerRequirements;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.SchemaVersion;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.outbox.OutboxRelay;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the gateway can take requests: database with its schema, broker with its topics. Looked at in the background, so that a probe never
 * waits for what is down. Only readiness asks; a gateway without broker or database is alive.
 */
@Readiness
@Singleton
public class Dependencies implements HealthCheck {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final int BROKER_LIMIT_MILLIS = 5_000;

    private final Database database;
    private final KafkaClients clients;
    private final OutboxRelay relay;
    private final TopicTail tail;
    private volatile Optional<Failure> databaseFailure = Optional.of(notLookedYet());
    private volatile Optional<Failure> brokerFailure = Optional.of(notLookedYet());
    private volatile boolean wereThere;
    /** Made at the first look; it connects again by itself. */
    private Admin admin;

    public Dependencies(
            Database database, KafkaClients clients, OutboxRelay relay, TopicTail tail, Background background) {
        this.database = database;
        this.clients = clients;
        this.relay = relay;
        this.tail = tail;
        background.execute(this::look);
        background.every(LOOK_EVERY, this::look);
    }

    /** Whether database and broker have both had all that is needed, however it is now. */
    boolean wereThere() {
        return wereThere;
    }

    private synchronized void look() {
        lookAtThem();
        if (databaseFailure.isEmpty() && brokerFailure.isEmpty()) wereThere = true;
    }

    private void lookAtThem() {
        databaseFailure = attempt(() -> {
            SchemaVersion.require(database);
            return null;
        });
        // Asked each time: a consumer that follows partitions of its own says nothing where the broker is away.
        brokerFailure = attempt(() -> {
                    if (admin == null) admin = Admin.create(adminProperties());
                    BrokerRequirements.check(admin, clients.topicPrefix(), Topic.all(), List.of());
                    return null;
                })
                .or(tail::failure);
    }

    private Map<String, Object> adminProperties() {
        Map<String, Object> properties = new HashMap<>(clients.properties());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BROKER_LIMIT_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, BROKER_LIMIT_MILLIS);
        return properties;
    }

    private static Optional<Failure> attempt(Supplier<Void> look) {
        try {
            look.get();
            return Optional.empty();
        } catch (RuntimeException thrown) {
            return Optional.of(Failures.of(thrown));
        }
    }

    private static Failure notLookedYet() {
        return new Failure(Failure.Kind.TRANSIENT, "STARTING", "not looked at yet", "Wait a moment.");
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("steerstream");
        describe(answer, "database", databaseFailure);
        describe(answer, "broker", brokerFailure);
        describe(answer, "outbox", relay.failure());
        boolean ready = databaseFailure.isEmpty() && brokerFailure.isEmpty();
        return answer.status(ready).build();
    }

    private static void describe(HealthCheckResponseBuilder answer, String part, Optional<Failure> failure) {
        answer.withData(
                part,
                failure.map(found -> found.code() + ": " + found.message()).orElse("ok"));
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) admin.close(Duration.ZERO);
    }
}
