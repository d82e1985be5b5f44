package dev.steerstream.tracker.login;

import dev.steerstream.tracker.TrackerConfiguration;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.LocalPath;
import dev.steerstream.work.keys.AuthenticationMode;
import dev.steerstream.work.keys.Sessions;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** Logging in with a key, and out. */
@Path("/")
@Produces(Html.TYPE)
@Blocking
public class LoginResource {
    private final TrackerConfiguration configuration;
    private final Sessions sessions;
    private final BrowserKeys browsers;
    private final RoutingContext request;

    LoginResource(TrackerConfiguration configuration, Sessions sessions, BrowserKeys browsers, RoutingContext request) {
        this.configuration = configuration;
        this.sessions = sessions;
        this.browsers = browsers;
        this.request = request;
    }

    /** {@code templates/login.html}. */
    @CheckedTemplate(basePath = "")
    static final class Pages {
        private Pages() {}

        /**
         * @param wrong whether a key was shown that nobody has
         * @param over whether a form was sent by a session that has ended
         */
        static native TemplateInstance login(String to, boolean wrong, boolean over);
    }

    @GET
    @Path("/login")
    public Response form(@QueryParam("to") String to) {
        if (configuration.authentication() == AuthenticationMode.NONE) return Html.seeOther("/");
        return Html.page(Pages.login(LocalPath.of(to), false, false));
    }

    @POST
    @Path("/login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response login(@RestForm String key, @RestForm String to) {
        String secret = key == null ? "" : key.strip();
        Optional<String> session = sessions.open(secret);
        if (session.isEmpty()) {
            return Response.status(Response.Status.FORBIDDEN)
                    .type(Html.TYPE)
                    .entity(Pages.login(LocalPath.of(to), true, false).render())
                    .build();
        }
        browsers.keep(session.get(), secret);
        return Response.seeOther(URI.create(LocalPath.of(to)))
                .cookie(cookie(
                        session.get(), (int) configuration.tracker().session().toSeconds()))
                .build();
    }

    @POST
    @Path("/logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response logout(@CookieParam(Entrance.SESSION) String session) {
        if (session != null) {
            sessions.close(session);
            browsers.forget(session);
        }
        return Response.seeOther(URI.create("/login")).cookie(cookie("", 0)).build();
    }

    private NewCookie cookie(String value, int seconds) {
        return new NewCookie.Builder(Entrance.SESSION)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(request.request().isSSL())
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
