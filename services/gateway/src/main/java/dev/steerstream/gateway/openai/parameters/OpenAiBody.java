package dev.steerstream.gateway.openai.parameters;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.gateway.http.ProblemException;

/** A JSON object as a client of OpenAI's API sent it. */
public record OpenAiBody(@JsonValue ObjectNode members) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public OpenAiBody {}

    /** @throws ProblemException 400 where there was no body */
    public static Parameters parameters(OpenAiBody body) {
        if (body != null) return new Parameters(body.members());
        throw ProblemException.malformed(
                "MALFORMED_JSON", "the body is empty: it must be a JSON object", "Send the parameters as JSON.");
    }
}
