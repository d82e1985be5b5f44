package dev.steerstream.trainer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerSettingsTest {
    @Test
    void theDefaultsAreTaken() {
        assertThatCode(() -> TrainerService.checkSettings(configuration(Map.of())))
                .doesNotThrowAnyException();
    }

    /** A device that it knows and cannot train on is refused as well: nothing trains elsewhere than it was told to. */
    @ParameterizedTest
    @CsvSource({
        "steerstream.device, cuda, trains on cpu only",
        "steerstream.device, tpu, must be one of cpu",
        "steerstream.model, pypi:nameless, must be pypi:name==version",
        "steerstream.lease-seconds, 1, must be at least 2"
    })
    void whatCanNeverWorkIsRefusedByName(String key, String value, String rule) {
        assertThatThrownBy(() -> TrainerService.checkSettings(configuration(Map.of(key, value))))
                .hasMessageContaining(value)
                .hasMessageContaining(rule);
    }

    private static TrainerConfiguration configuration(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(TrainerConfiguration.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(TrainerConfiguration.class);
    }
}
