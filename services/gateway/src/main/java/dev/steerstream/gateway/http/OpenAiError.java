package dev.steerstream.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.steerstream.schemas.Failure;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An error in the form that OpenAI's clients read, on the paths that are theirs. Its codes are those of the problems in lower case, except where
 * OpenAI has a name of its own.
 */
public record OpenAiError(
        Detail error,
        @com.fasterxml.jackson.annotation.JsonIgnore int status) {
    private static final List<String> PATHS = List.of(
            "/v1/models", "/v1/chat/", "/v1/completions", "/v1/files", "/v1/fine_tuning/", "/v1/batches", "/v1/evals");

    private static final Map<String, String> NAMES = Map.of(
            "KEY_UNKNOWN", "invalid_api_key",
            "UNKNOWN_MEMBER", "unknown_parameter",
            "UNKNOWN_TASK", "model_not_found",
            "MALFORMED_JSON", "invalid_json",
            "WRONG_TYPE", "invalid_type");

    /**
     * What went wrong.
     *
     * @param message what happened and what to do about it
     * @param type whose fault it is: invalid_request_error, authentication_error, permission_error, rate_limit_error or server_error
     * @param param the parameter that it is about, with dots between names
     * @param code stable
     */
    @JsonInclude
    public record Detail(String message, String type, String param, String code) {}

    /** Whether who asks for this path reads errors in this form. */
    public static boolean isExpectedAt(String path) {
        return PATHS.stream().anyMatch(own -> path.startsWith(own) || (path + "/").equals(own));
    }

    static OpenAiError of(int problemStatus, Failure failure, String member) {
        // OpenAI answers 400 for whatever rule a request breaks.
        int status = problemStatus == 422 ? 400 : problemStatus;
        String param = member == null ? null : parameter(member);
        String words = failure.message();
        if (member != null && words.startsWith(member)) words = param + words.substring(member.length());
        String code = NAMES.getOrDefault(failure.code(), failure.code().toLowerCase(Locale.ROOT));
        return new OpenAiError(new Detail(sentences(words, failure.advice()), type(status), param, code), status);
    }

    /** What happened and what to do about it, whether or not the first ends with its full stop. */
    public static String sentences(String message, String advice) {
        return message + (message.endsWith(".") ? " " : ". ") + advice;
    }

    /** Sampling options are members of the request itself there. */
    private static String parameter(String member) {
        String own = member.startsWith("sampling/") ? member.substring("sampling/".length()) : member;
        return own.replace('/', '.');
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    Response write(Response.ResponseBuilder answer) {
        // Their clients repeat these unless told not to; no repetition mends a conflict with what is stored, or a
        // deadline that is over.
        if (status == 409 || status == 504) answer.header("x-should-retry", "false");
        return answer.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(this)
                .build();
    }
}
