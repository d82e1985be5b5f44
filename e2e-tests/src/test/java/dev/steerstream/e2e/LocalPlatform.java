package dev.steerstream.e2e;

import dev.steerstream.e2e.seen.SpanCollector;
import dev.steerstream.local.Database;
import dev.steerstream.local.EmbeddedKafka;
import dev.steerstream.local.EmbeddedPostgres;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.TopicProvisioner;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real broker and database in this JVM, and the six services as the processes that are shipped: one platform for all journeys of a run. The
 * journeys kill and restart its parts; nothing restarts by itself, so that a test says what happens. Ends with the JVM. One thread uses it.
 */
final class LocalPlatform {

    private static final List<String> SERVICES =
            List.of("ingest", "trainer", "extractor", "decoder", "gateway", "tracker");

    private static LocalPlatform shared;

    private final Path state;
    private final Database database;
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private final SpanCollector spans = SpanCollector.start();
    private EmbeddedKafka kafka;
    private EmbeddedPostgres postgres;

    private LocalPlatform(Path state) {
        this.state = state;
        kafka = EmbeddedKafka.start(state.resolve("kafka"));
        postgres = EmbeddedPostgres.start(state.resolve("postgres"));
        database = postgres.database("steerstream");
        Migrations.migrate(database.jdbcUrl(), database.user(), database.password());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            TopicProvisioner.createMissing(admin, "", (short) 1, 1);
        }
        for (String service : SERVICES) {
            Map<String, String> environment = environment();
            if (service.equals("tracker")) {
                environment.put(
                        "STEERSTREAM_TRACKER_GATEWAY",
                        services.get("gateway").address().toString());
            }
            services.put(service, new ServiceProcess(service, state, environment));
        }
    }

    /** Started at the first call; every service is ready when it returns. */
    static synchronized LocalPlatform shared() {
        if (shared == null) {
            Path state = StateFolder.empty("platform");
            LocalPlatform platform = new LocalPlatform(state);
            Runtime.getRuntime().addShutdownHook(new Thread(platform::stop, "stop-platform"));
            platform.services.values().forEach(ServiceProcess::start);
            platform.services.values().forEach(ServiceProcess::awaitReady);
            shared = platform;
        }
        return shared;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("STEERSTREAM_KAFKA_BOOTSTRAP", kafka.bootstrap());
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", database.user());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
        environment.putAll(spans.environment());
        return environment;
    }

    Gateway gateway() {
        return new Gateway(services.get("gateway").address());
    }

    /** Where all services export their spans to. */
    SpanCollector spans() {
        return spans;
    }

    /** The services' processes, by name. */
    Map<String, ServiceProcess> services() {
        return services;
    }

    URI tracker() {
        return services.get("tracker").address();
    }

    String bootstrapServers() {
        return kafka.bootstrap();
    }

    ServiceProcess service(String name) {
        return services.get(name);
    }

    /** Stops the broker and starts it again on the same port and data, as an operator's restart does. */
    void restartBroker() {
        withoutBroker(() -> {});
    }

    /** Stops the broker, and starts it again on the same port and data when {@code meanwhile} is over. */
    void withoutBroker(Runnable meanwhile) {
        kafka.close();
        try {
            meanwhile.run();
        } finally {
            kafka = EmbeddedKafka.start(state.resolve("kafka"));
        }
    }

    /** As {@link #withoutBroker}, the database. */
    void withoutDatabase(Runnable meanwhile) {
        postgres.close();
        try {
            meanwhile.run();
        } finally {
            postgres = EmbeddedPostgres.start(state.resolve("postgres"));
        }
    }

    /** One number from the database: what is stored once. */
    long count(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    private void stop() {
        services.values().forEach(ServiceProcess::terminate);
        services.values().forEach(ServiceProcess::awaitEnd);
        postgres.close();
        kafka.close();
    }
}
