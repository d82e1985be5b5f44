package dev.steerstream.decoder;

import java.util.HashMap;
import java.util.Map;

/** What every Kafka client of this service is configured with. */
final class KafkaClients {
    private KafkaClients() {}

    static Map<String, Object> properties(DecoderConfiguration configuration) {
        Map<String, Object> properties = new HashMap<>(configuration.kafka().properties());
        properties.put("bootstrap.servers", configuration.kafka().bootstrap());
        return properties;
    }
}
