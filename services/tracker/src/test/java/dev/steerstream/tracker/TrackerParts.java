package dev.steerstream.tracker;

import dev.steerstream.local.Database;
import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.TopicProvisioner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A real broker with the topics and a real database with the migrations, for the application under test. */
public final class TrackerParts implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return settings();
    }

    /** Of a new installation. */
    static Map<String, String> settings() {
        String bootstrap = SharedParts.bootstrap();
        String prefix = SharedParts.topicPrefix(TrackerParts.class);
        Database database = SharedParts.database(TrackerParts.class);
        Migrations.migrate(database.jdbcUrl(), database.user(), database.password());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicProvisioner.createMissing(admin, prefix, (short) 1, 1);
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("steerstream.tracker.gateway", StandInGateway.start().toString());
        settings.put("steerstream.kafka.bootstrap", bootstrap);
        settings.put("steerstream.topic-prefix", prefix);
        settings.put("steerstream.work-dir", newFolder().toString());
        settings.put("steerstream.tracker.refresh", "300ms");
        settings.put("steerstream.tracker.heartbeat", "1s");
        settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
        settings.put("quarkus.datasource.username", database.user());
        settings.put("quarkus.datasource.password", database.password());
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    static Path newFolder() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tracker-work-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void stop() {
        // The parts end with the JVM.
    }
}
