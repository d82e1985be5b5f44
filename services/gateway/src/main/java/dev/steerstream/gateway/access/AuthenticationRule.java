package dev.steerstream.gateway.access;

import dev.steerstream.gateway.GatewayConfiguration;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** At start: the gateway is not open where it must not be. */
@Singleton
@Startup
public class AuthenticationRule {
    private static final String PRODUCTION = "production";

    /** @throws dev.steerstream.work.errors.SteerStreamException {@code AUTHENTICATION_NEEDED}: the gateway does not start so */
    public AuthenticationRule(
            GatewayConfiguration configuration, @ConfigProperty(name = "quarkus.http.host") String host) {
        configuration.authentication().require(host, ConfigUtils.isProfileActive(PRODUCTION));
    }
}
