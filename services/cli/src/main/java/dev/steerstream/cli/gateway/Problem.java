package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;

/**
 * An error answer (RFC 9457, {@code application/problem+json}, or OpenAI's), with commands where it names requests.
 *
 * @param status HTTP status
 * @param title short name of the kind, never null
 * @param detail one sentence on this case, or null
 * @param code stable name such as {@code DATASET_UNKNOWN}, or null
 * @param advice what to do, or null
 */
public record Problem(int status, String title, String detail, String code, String advice) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** An error answer that is larger is no problem document. */
    private static final int LARGEST_CHARACTERS = 64 * 1024;

    /** What an answer that is no good says; its status and address where it says nothing. */
    static Problem of(HttpResponse<?> response, String answer) {
        int status = response.statusCode();
        String title = "the gateway answered " + response.request().method() + " "
                + response.request().uri() + " with status " + status;
        try {
            if (answer.length() > LARGEST_CHARACTERS) return new Problem(status, title, null, null, null);
            JsonNode body = MAPPER.readTree(answer);
            // Where OpenAI has an endpoint of the same name, errors come in its form.
            if (body.path("error").isObject()) {
                return new Problem(
                        status,
                        title,
                        CommandSpelling.of(text(body.path("error"), "message")),
                        text(body.path("error"), "code"),
                        null);
            }
            return new Problem(
                    status,
                    body.path("title").asText(title),
                    text(body, "detail"),
                    text(body, "code"),
                    CommandSpelling.of(text(body, "advice")));
        } catch (JsonProcessingException noProblem) {
            return new Problem(status, title, null, null, null);
        }
    }

    private static String text(JsonNode body, String member) {
        return body.path(member).isTextual() ? body.path(member).asText() : null;
    }
}
