package dev.steerstream.gateway.letters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import java.io.IOException;
import java.util.Optional;

/** The id that a record names, if it can be read at all: it may lie among the dead letters because it cannot. */
final class RequestNames {
    private static final int LONGEST = 128;

    private RequestNames() {}

    static Optional<String> of(byte[] body) {
        try {
            JsonNode id = Contracts.mapper().readTree(body).path("id");
            return id.isTextual()
                            && id.textValue().length() <= LONGEST
                            && id.textValue().indexOf('\0') < 0
                    ? Optional.of(id.textValue())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
