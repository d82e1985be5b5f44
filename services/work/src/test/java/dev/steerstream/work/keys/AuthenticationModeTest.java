package dev.steerstream.work.keys;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.work.errors.SteerStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationModeTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.5", "::1", "localhost"})
    void onLoopbackNobodyNeedsToSayWhoTheyAre(String host) {
        assertThatCode(() -> AuthenticationMode.NONE.require(host, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "no.such.host.invalid"})
    void elsewhereThatIsRefusedByName(String host) {
        assertThatThrownBy(() -> AuthenticationMode.NONE.require(host, false))
                .isInstanceOf(SteerStreamException.class)
                .hasMessageContaining(host)
                .hasMessageContaining("steerstream.authentication is none");
        assertThatCode(() -> AuthenticationMode.KEYS.require(host, true)).doesNotThrowAnyException();
        assertThatCode(() -> AuthenticationMode.OIDC.require(host, true)).doesNotThrowAnyException();
    }

    @Test
    void inProductionItIsRefusedOnLoopbackToo() {
        assertThatThrownBy(() -> AuthenticationMode.NONE.require("127.0.0.1", true))
                .hasMessageContaining("production");
    }
}
