package dev.steerstream.gateway;

import dev.steerstream.local.Database;
import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.TopicProvisioner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A real broker with the topics and a real database with the migrations, for the application under test. */
public final class GatewayParts implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        String bootstrap = SharedParts.bootstrap();
        String prefix = SharedParts.topicPrefix(GatewayParts.class);
        Database database = SharedParts.database(GatewayParts.class);
        Migrations.migrate(database.jdbcUrl(), database.user(), database.password());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicProvisioner.createMissing(admin, prefix, (short) 1, 1);
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("steerstream.kafka.bootstrap", bootstrap);
        settings.put("steerstream.topic-prefix", prefix);
        settings.put("steerstream.gateway.adaptation-wait", "300ms");
        settings.put("steerstream.gateway.expiry-sweep", "200ms");
        settings.put("steerstream.gateway.recheck", "200ms");
        settings.put("steerstream.gateway.metrics-interval", "200ms");
        settings.put("steerstream.gateway.replays.step", "200ms");
        settings.put("steerstream.gateway.batches.step", "200ms");
        settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
        settings.put("quarkus.datasource.username", database.user());
        settings.put("quarkus.datasource.password", database.password());
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    @Override
    public void stop() {
        // The parts end with the JVM.
    }
}
