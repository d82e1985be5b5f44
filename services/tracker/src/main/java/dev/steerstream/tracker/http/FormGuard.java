package dev.steerstream.tracker.http;

import dev.steerstream.work.errors.SteerStreamException;
import jakarta.ws.rs.HttpMethod;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/** Every POST is one of our own forms, or it is refused. */
public class FormGuard {
    private final FormToken token;
    private final Visitor visitor;

    FormGuard(FormToken token, Visitor visitor) {
        this.token = token;
        this.visitor = visitor;
    }

    @WithFormRead
    @ServerRequestFilter
    public void check(ResteasyReactiveContainerRequestContext request) {
        if (!request.getMethod().equals(HttpMethod.POST)) return;
        var context = (ResteasyReactiveRequestContext) request.getServerRequestContext();
        Object sent = context.getFormParameter(FormToken.FIELD, true, false);
        if (sent instanceof String text && token.matches(text)) {
            if (context.getFormParameter(FormToken.TENANT, true, false) instanceof String tenant) visitor.sends(tenant);
            return;
        }
        throw SteerStreamException.user(
                "FORM_EXPIRED",
                "the form carries no valid " + FormToken.FIELD
                        + ": it is from another site, or this browser keeps no cookies",
                "Go back, reload the page and send the form again.");
    }
}
