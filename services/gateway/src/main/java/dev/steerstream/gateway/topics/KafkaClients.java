package dev.steerstream.gateway.topics;

import dev.steerstream.gateway.GatewayConfiguration;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** What every Kafka client of the gateway is made with. Immutable. */
@Singleton
public class KafkaClients {
    private final Map<String, Object> properties;
    private final String topicPrefix;

    public KafkaClients(GatewayConfiguration configuration) {
        Map<String, Object> given = new HashMap<>(configuration.kafka().properties());
        given.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                configuration.kafka().bootstrap());
        this.properties = Map.copyOf(given);
        this.topicPrefix = configuration.topicPrefix().orElse("");
    }

    /** At least {@code bootstrap.servers}; security settings as configured. */
    public Map<String, Object> properties() {
        return properties;
    }

    /** May be empty. */
    public String topicPrefix() {
        return topicPrefix;
    }
}
