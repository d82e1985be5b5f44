package dev.steerstream.tracker.http;

import dev.steerstream.schemas.Failure;
import dev.steerstream.tracker.page.LocalPath;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place from an exception to an answer: problem+json under {@code /v1}, a page elsewhere. Defects are logged and answered without their words. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int RETRY_AFTER = 2;
    private static final Set<String> FORBIDDEN = Set.of("SCOPE_NEEDED", "OTHER_TENANT", "FORM_EXPIRED");

    /** {@code templates/problem.html}. */
    @CheckedTemplate(basePath = "")
    static final class Pages {
        private Pages() {}

        /**
         * @param back the page that it came from, or null
         * @param again whether it reads itself anew after some seconds
         */
        static native TemplateInstance problem(Problem problem, String heading, String back, Boolean again);
    }

    @ServerExceptionMapper
    public Response any(Throwable thrown, ContainerRequestContext request) {
        Failure failure = Failures.of(thrown);
        int status =
                switch (failure.kind()) {
                    case USER ->
                        failure.code().startsWith("UNKNOWN_") ? 404 : FORBIDDEN.contains(failure.code()) ? 403 : 422;
                    case TRANSIENT, RESOURCE -> 503;
                    case DEFECT -> 500;
                };
        if (failure.kind() == Failure.Kind.DEFECT) LOG.error("defect {}", failure.code(), thrown);
        else if (status == 503) LOG.warn("refused for now: {} {}", failure.code(), failure.message());
        return answer(status, shown(failure, thrown instanceof SteerStreamException), request);
    }

    /** What the framework itself refuses: unknown paths and methods, media types. */
    @ServerExceptionMapper
    public Response framework(WebApplicationException refused, ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        int status = refused.getResponse().getStatus();
        if (status >= 500) return any(refused.getCause() == null ? refused : refused.getCause(), request);
        String sentence =
                switch (status) {
                    case 404 -> "there is no " + path;
                    case 405 -> path + " does not answer this method";
                    case 406 -> path + " has no representation of the media type asked for in Accept";
                    default -> "the request cannot be read";
                };
        String code =
                switch (status) {
                    case 404 -> "UNKNOWN_PATH";
                    case 405 -> "METHOD_NOT_ALLOWED";
                    case 406 -> "NOT_ACCEPTABLE";
                    default -> "BAD_REQUEST";
                };
        return answer(status, new Failure(Failure.Kind.USER, code, sentence, "Begin at the overview, /."), request);
    }

    /** @param own whether the words are SteerStream's: a database's, a broker's or a defect's belong into the log */
    private static Failure shown(Failure failure, boolean own) {
        boolean defect = failure.kind() == Failure.Kind.DEFECT;
        if (failure.kind() == Failure.Kind.USER || own && !defect) return failure;
        return new Failure(
                failure.kind(),
                failure.code(),
                defect ? "the request met a defect of SteerStream" : silent(failure.code()) + " does not answer now",
                defect
                        ? "Tell the operator: the tracker's log of this moment names the cause."
                        : "Nothing is lost: what runs goes on by itself once it answers. The tracker's log names the cause.");
    }

    private static String silent(String code) {
        if (code.startsWith("DATABASE_")) return "the database";
        return code.startsWith("BROKER_") ? "the broker" : "a part that the request needs";
    }

    private static Response answer(int status, Failure failure, ContainerRequestContext request) {
        Problem problem = Problem.of(status, title(status), failure);
        Response.ResponseBuilder answer = Response.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (status == 503) answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        String path = request.getUriInfo().getPath();
        if (path.startsWith("/v1/") || path.startsWith("/events")) {
            return answer.type(Problem.MEDIA_TYPE).entity(problem).build();
        }
        boolean look = request.getMethod().equals(HttpMethod.GET);
        return answer.type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(Pages.problem(problem, heading(status, failure), LocalPath.above(path), look && status == 503)
                        .render())
                .build();
    }

    private static String heading(int status, Failure failure) {
        if (failure.code().equals("FORM_EXPIRED")) return "This form is out of date";
        return switch (status) {
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 422 -> "This cannot be done as it stands";
            case 500 -> "A defect";
            case 503 -> "Not now";
            default -> title(status);
        };
    }

    private static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known != null ? known.getReasonPhrase() : status == 422 ? "Unprocessable Content" : "HTTP " + status;
    }
}
