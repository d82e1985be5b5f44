package dev.steerstream.tracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemReadingTest {
    @Test
    void noSecretIsShownWhereverASettingHasIt() {
        assertThat(SystemReading.shown("quarkus.datasource.password", "sesame")).doesNotContain("sesame");
        assertThat(SystemReading.shown(
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://db:5432/steer?ssl=true&user=steer&password=sesame"))
                .startsWith("jdbc:postgresql://db:5432/steer?")
                .doesNotContain("sesame");
        assertThat(SystemReading.shown("steerstream.tracker.gateway", "https://steer:sesame@gateway:8443/"))
                .endsWith("@gateway:8443/")
                .doesNotContain("sesame");
        assertThat(SystemReading.shown("steerstream.tracker.heartbeat", "15s")).isEqualTo("15s");
        assertThat(SystemReading.shown("steerstream.tracker.gateway", "http://127.0.0.1:8080"))
                .isEqualTo("http://127.0.0.1:8080");
    }
}
