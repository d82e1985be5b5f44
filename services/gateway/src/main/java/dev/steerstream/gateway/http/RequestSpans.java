package dev.steerstream.gateway.http;

import dev.steerstream.work.traces.TracedWork;
import dev.steerstream.work.traces.Tracing;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A span for each HTTP request, ended with its answer's last byte. The request's {@code traceparent} becomes the span's own, so that what a resource
 * passes on to the topics hangs under it; without an exporter the client's stays as it came.
 */
@Singleton
public class RequestSpans {
    private final Tracing tracing;

    public RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    @ServerRequestFilter
    public void begin(ContainerRequestContext request, ResourceInfo resource, RoutingContext routing) {
        if (!tracing.exports()) return;
        String route = route(resource);
        TracedWork work = tracing.served(
                        request.getMethod() + " " + route,
                        TraceContext.headers(request.getHeaderString(TraceContext.HEADER)))
                .with("http.request.method", request.getMethod())
                .with("http.route", route);
        request.getHeaders().putSingle(TraceContext.HEADER, work.headers().getOrDefault(TraceContext.HEADER, ""));
        routing.addEndHandler(ended -> {
            int status = routing.response().getStatusCode();
            work.with("http.response.status_code", status);
            if (ended.failed()) work.failed("connection_closed");
            else if (status >= 500) work.failed(Integer.toString(status));
            work.close();
        });
    }

    /** The path as the resource declares it: without ids, so that names stay few. */
    private static String route(ResourceInfo resource) {
        Path type = resource.getResourceClass().getAnnotation(Path.class);
        Path method = resource.getResourceMethod().getAnnotation(Path.class);
        String route = (type == null ? "" : type.value()) + (method == null ? "" : "/" + method.value());
        return route.replace("//", "/");
    }
}
