package dev.steerstream.gateway.openai.answers;

import dev.steerstream.gateway.generations.GenerationViews.Ask;
import java.time.Instant;

/**
 * What a body asks for.
 *
 * @param model as it was named
 * @param ask complete but for its id and the deadline of a header
 * @param stream whether chunks are asked for
 * @param usage whether a stream ends with its usage
 */
public record Asked(String model, Ask ask, boolean stream, boolean usage) {

    /** For admission. */
    public Ask under(String id, Instant deadline) {
        return new Ask(
                id,
                ask.task(),
                ask.messages(),
                ask.prompt(),
                ask.sampling(),
                ask.steering(),
                stream ? Boolean.TRUE : null,
                ask.deterministic(),
                deadline == null ? ask.deadline() : deadline,
                ask.responseFormat(),
                ask.reference());
    }
}
