package dev.steerstream.tracker.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.work.keys.Principal;
import dev.steerstream.work.keys.Scope;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrowserKeysTest {
    private static final Principal SOMEBODY = new Principal("mine", "key-1", Set.of(Scope.READ));

    private final BrowserKeys browsers = new BrowserKeys();

    @Test
    void whoseASessionIsIsKnownOnceTheDatabaseHasTold() {
        browsers.keep("s1", "sk-steer-1");
        assertThat(browsers.lately("s1")).isEmpty();
        browsers.told("s1", SOMEBODY);
        assertThat(browsers.lately("s1")).contains(SOMEBODY);
        assertThat(browsers.of("s1")).contains("sk-steer-1");
    }

    @Test
    void aSessionThatEndedOrNeverShowedAKeyIsNobodys() {
        browsers.keep("s1", "sk-steer-1");
        browsers.told("s1", SOMEBODY);
        browsers.forget("s1");
        browsers.told("s1", SOMEBODY);
        browsers.told("s2", SOMEBODY);
        assertThat(browsers.lately("s1")).isEmpty();
        assertThat(browsers.lately("s2")).isEmpty();
    }
}
