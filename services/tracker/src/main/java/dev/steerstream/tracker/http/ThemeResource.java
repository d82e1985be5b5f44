package dev.steerstream.tracker.http;

import dev.steerstream.tracker.page.LocalPath;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestForm;

/** The switch between light, dark and what the system has. */
@Path("/theme")
@Blocking
public class ThemeResource {
    private static final int KEPT = (int) Duration.ofDays(365).toSeconds();

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response theme(@RestForm String theme, @RestForm String to) {
        boolean chosen = theme != null && Visitor.THEMES.contains(theme);
        NewCookie cookie = new NewCookie.Builder(Visitor.THEME)
                .value(chosen ? theme : "")
                .path("/")
                .maxAge(chosen ? KEPT : 0)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
        return Response.seeOther(URI.create(LocalPath.of(to))).cookie(cookie).build();
    }
}
