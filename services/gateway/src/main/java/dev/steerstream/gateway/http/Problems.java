package dev.steerstream.gateway.http;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.errors.Failures;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place from an exception to an HTTP answer. Defects are logged with their stack and answered without it. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** Seconds after which a client may try again what time can mend. */
    private static final int RETRY_AFTER = 2;

    @ServerExceptionMapper
    public Response any(Throwable thrown, UriInfo uri) {
        return answer(thrown, uri.getPath());
    }

    /** What the framework itself refuses: unknown paths and methods, media types, bodies over the server's limit. */
    @ServerExceptionMapper
    public Response framework(WebApplicationException refused, UriInfo uri, jakarta.ws.rs.core.Request request) {
        if (refused.getCause() instanceof ProblemException problem) return answer(problem, uri.getPath());
        int status = refused.getResponse().getStatus();
        if (status >= 500) {
            return answer(refused.getCause() == null ? refused : refused.getCause(), uri.getPath());
        }
        Response.ResponseBuilder answer = Response.fromResponse(refused.getResponse());
        Failure failure = refusal(status, request.getMethod(), uri.getPath(), refused);
        return write(answer.status(status), status, failure, null, uri.getPath());
    }

    /** The problem of a failure that is not thrown but sent within a stream. */
    public static Problem of(Throwable thrown) {
        Failure failure = Failures.of(thrown);
        int status = status(thrown, failure);
        return Problem.of(status, reason(status), shown(failure));
    }

    /** As {@link #of}, in the form that OpenAI's clients read. */
    public static OpenAiError openAi(Throwable thrown) {
        Failure failure = Failures.of(thrown);
        return OpenAiError.of(status(thrown, failure), shown(failure), member(thrown));
    }

    private static Response answer(Throwable thrown, String path) {
        Failure failure = Failures.of(thrown);
        int status = status(thrown, failure);
        if (failure.kind() == Failure.Kind.DEFECT) LOG.error("defect {}", failure.code(), thrown);
        else if (status >= 500) LOG.warn("refused for now: {} {}", failure.code(), failure.message());
        Response.ResponseBuilder answer = Response.status(status);
        if (status == 503) answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        if (status == 401) answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        if (thrown instanceof ProblemException problem && problem.retryAfter() > 0) {
            answer.header(HttpHeaders.RETRY_AFTER, problem.retryAfter());
        }
        return write(answer, status, shown(failure), member(thrown), path);
    }

    private static String member(Throwable thrown) {
        return thrown instanceof ProblemException problem ? problem.member() : null;
    }

    private static int status(Throwable thrown, Failure failure) {
        if (thrown instanceof ProblemException problem) return problem.status();
        return switch (failure.kind()) {
            case USER -> 422;
            case TRANSIENT -> 503;
            case RESOURCE -> 507;
            case DEFECT -> 500;
        };
    }

    /** A defect's own words may hold what a client must not see: SQL, paths. The log has them. */
    private static Failure shown(Failure failure) {
        if (failure.kind() == Failure.Kind.USER) return failure;
        String sentence =
                switch (failure.kind()) {
                    case TRANSIENT -> "a part that the request needs does not answer now (" + failure.code() + ")";
                    case RESOURCE -> "the installation lacks what the request needs (" + failure.code() + ")";
                    default -> "the request met a defect of SteerStream (" + failure.code() + ")";
                };
        String advice = failure.kind() == Failure.Kind.TRANSIENT
                ? "Send it again with the same id in some seconds: a repeated id has no second effect."
                : "Tell the operator: the gateway's log of this moment names the cause.";
        return new Failure(failure.kind(), failure.code(), sentence, advice);
    }

    private static Failure refusal(int status, String method, String path, WebApplicationException refused) {
        String code =
                switch (status) {
                    case 404 -> "UNKNOWN_PATH";
                    case 405 -> "METHOD_NOT_ALLOWED";
                    case 406 -> "NOT_ACCEPTABLE";
                    case 413 -> "BODY_TOO_LARGE";
                    case 415 -> "UNSUPPORTED_MEDIA_TYPE";
                    default -> "BAD_REQUEST";
                };
        String sentence =
                switch (status) {
                    case 404 -> "there is no " + path;
                    case 405 -> path + " does not take " + method;
                    case 406 -> path + " has no representation of the media type asked for in Accept";
                    case 413 -> "the body is over the server's limit";
                    case 415 -> path + " does not take a body of this Content-Type";
                    default -> "the request cannot be read: " + refused.getMessage();
                };
        return new Failure(
                Failure.Kind.USER, code, sentence, "See /openapi for the paths, their methods, parameters and bodies.");
    }

    /** In the form of whose path it is. */
    private static Response write(
            Response.ResponseBuilder answer, int status, Failure failure, String member, String path) {
        if (OpenAiError.isExpectedAt(path))
            return OpenAiError.of(status, failure, member).write(answer);
        return answer.type(MediaType.valueOf(Problem.MEDIA_TYPE))
                .entity(Problem.of(status, reason(status), failure))
                .build();
    }

    private static String reason(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        if (known != null) return known.getReasonPhrase();
        return switch (status) {
            case 422 -> "Unprocessable Content";
            case 507 -> "Insufficient Storage";
            default -> "HTTP " + status;
        };
    }
}
