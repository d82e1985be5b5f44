package dev.steerstream.work.keys;

import dev.steerstream.work.errors.SteerStreamException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** How a door learns who asks. */
public enum AuthenticationMode {
    /** Whoever reaches the port is trusted and names a tenant: on loopback only. */
    NONE,
    /** API keys. */
    KEYS,
    /** API keys, and the tokens of an OpenID provider. */
    OIDC;

    /**
     * @param host where the door listens
     * @param production whether the installation calls itself so
     * @throws SteerStreamException user {@code AUTHENTICATION_NEEDED}
     */
    public void require(String host, boolean production) {
        if (this != NONE) return;
        if (production) {
            throw refused("the profile is production");
        }
        if (!loopback(host)) {
            throw refused("quarkus.http.host is " + host + ", which other machines can reach");
        }
    }

    private SteerStreamException refused(String because) {
        return SteerStreamException.user(
                "AUTHENTICATION_NEEDED",
                "steerstream.authentication is " + name().toLowerCase(Locale.ROOT) + ", but " + because,
                "Set steerstream.authentication=keys and a steerstream.operator-key, or listen on 127.0.0.1.");
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
