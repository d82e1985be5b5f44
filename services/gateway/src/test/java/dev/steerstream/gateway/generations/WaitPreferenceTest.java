package dev.steerstream.gateway.generations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.gateway.http.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitPreferenceTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Test
    void waitIsFoundAmongOtherPreferences() {
        assertThat(WaitPreference.of("respond-async, wait=10", LIMIT)).contains(Duration.ofSeconds(10));
        assertThat(WaitPreference.of("Wait = \"5\"; x=y", LIMIT)).contains(Duration.ofSeconds(5));
        assertThat(WaitPreference.of("respond-async", LIMIT)).isEmpty();
        assertThat(WaitPreference.of(null, LIMIT)).isEmpty();
    }

    @Test
    void moreThanTheLimitIsGrantedAsTheLimit() {
        assertThat(WaitPreference.of("wait=999999999", LIMIT)).contains(LIMIT);
    }

    @Test
    void waitWithoutAWholeNumberIsRefused() {
        for (String wrong : new String[] {"wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "wait=9999999999"}) {
            assertThatThrownBy(() -> WaitPreference.of(wrong, LIMIT)).isInstanceOf(ProblemException.class);
        }
    }
}
