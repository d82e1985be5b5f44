package dev.steerstream.gateway.access;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway that asks for keys, takes a provider's tokens as well, and lets a tenant have little at a time. */
public final class KeysAskedFor implements QuarkusTestProfile {
    public static final String OPERATOR_KEY = "sk-steer-" + "operator".repeat(6);

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "steerstream.gateway.heartbeat",
                "200ms",
                "steerstream.authentication",
                "oidc",
                "steerstream.operator-key",
                OPERATOR_KEY,
                "steerstream.gateway.limits.queued",
                "3",
                "steerstream.gateway.limits.running",
                "2",
                "steerstream.gateway.limits.rows",
                "4",
                "steerstream.gateway.limits.tokens",
                "100");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TokenProvider.class));
    }
}
