package dev.steerstream.gateway;

import jakarta.inject.Singleton;
import java.util.UUID;

/** The name of this replica. */
@Singleton
public class Instance {
    private final String name;

    public Instance(GatewayConfiguration configuration) {
        this.name = configuration.gateway().instance().orElseGet(() -> "gateway-" + UUID.randomUUID());
    }

    public String name() {
        return name;
    }
}
