package dev.steerstream.tracker.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** What tells a form of ours from one that another site made: the same random text in a cookie and in the form. */
@Named("form")
@RequestScoped
public class FormToken {
    public static final String FIELD = "csrf-token";
    /** Beside it: the tenant of the page that the form is on. */
    static final String TENANT = "tenant-of-page";

    private static final String COOKIE = "csrf-token";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RoutingContext request;
    private String token;

    FormToken(RoutingContext request) {
        this.request = request;
    }

    /** The browser's, or a new one that goes to it with the answer. */
    public String getToken() {
        if (token == null) token = known();
        if (token == null) {
            byte[] bytes = new byte[32];
            RANDOM.nextBytes(bytes);
            token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            request.response()
                    .addCookie(Cookie.cookie(COOKIE, token)
                            .setPath("/")
                            .setHttpOnly(true)
                            .setSecure(request.request().isSSL())
                            .setSameSite(CookieSameSite.STRICT));
        }
        return token;
    }

    boolean matches(String sent) {
        String known = known();
        return known != null
                && sent != null
                && MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private String known() {
        Cookie cookie = request.request().getCookie(COOKIE);
        return cookie == null || cookie.getValue().length() < 40 ? null : cookie.getValue();
    }
}
