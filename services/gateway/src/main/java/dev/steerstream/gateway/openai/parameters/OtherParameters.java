package dev.steerstream.gateway.openai.parameters;

import java.time.Instant;
import java.util.Optional;

/** What both endpoints take beside the prompt and the sampler. */
public record OtherParameters(
        boolean stream, boolean usage, Boolean deterministic, Instant deadline, String reference) {

    public static OtherParameters read(Parameters given) {
        boolean stream = Boolean.TRUE.equals(given.flag("stream"));
        Optional<Parameters> options = given.object("stream_options");
        boolean usage = options.map(asked -> Boolean.TRUE.equals(asked.flag("include_usage")))
                .orElse(false);
        options.ifPresent(asked -> {
            asked.unsupported("include_obfuscation", "false");
            asked.end();
            if (!stream)
                throw given.unsupportedValue("stream_options", "given", "it has an effect with stream true only");
        });
        // Names an end user to OpenAI and has no effect there either.
        given.text("user");
        return new OtherParameters(
                stream,
                usage,
                given.flag("deterministic"),
                given.as("deadline", Instant.class, "a time as RFC 3339 has it, like 2026-01-31T12:00:00Z"),
                given.text("reference"));
    }
}
