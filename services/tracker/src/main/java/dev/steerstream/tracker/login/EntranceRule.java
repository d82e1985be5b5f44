package dev.steerstream.tracker.login;

import dev.steerstream.tracker.TrackerConfiguration;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** At start: the tracker is not open where it must not be. */
@Singleton
@Startup
public class EntranceRule {
    private static final String PRODUCTION = "production";

    /** @throws dev.steerstream.work.errors.SteerStreamException {@code AUTHENTICATION_NEEDED}: the tracker does not start so */
    public EntranceRule(TrackerConfiguration configuration, @ConfigProperty(name = "quarkus.http.host") String host) {
        configuration.authentication().require(host, ConfigUtils.isProfileActive(PRODUCTION));
    }
}
