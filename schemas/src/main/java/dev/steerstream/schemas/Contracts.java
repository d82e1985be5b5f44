package dev.steerstream.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.List;

/** The one codec of the messages: snake_case JSON with RFC 3339 times and lower-case enums, null members left out. Thread-safe. */
public final class Contracts {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .addModule(new JavaTimeModule())
            .addModule(new LowerCaseEnums())
            .build();

    private Contracts() {}

    /** The mapper behind the codec, for JSON that is not a message of its own. Do not configure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Bytes of a message, members in the record's order. */
    public static byte[] write(Object message) {
        try {
            return MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(
                    "cannot write " + message.getClass().getSimpleName() + " as JSON", impossible);
        }
    }

    /**
     * Reads a message.
     *
     * @throws ContractViolationException where the bytes are not JSON, too large, or break the message's schema
     */
    public static <T> T read(Class<T> contract, byte[] bytes) {
        String name = contract.getSimpleName();
        if (bytes == null || bytes.length == 0) {
            throw violation(name, "", null, "is empty; a JSON object is needed");
        }
        if (bytes.length > Topic.MAXIMUM_MESSAGE_BYTES) {
            throw violation(
                    name,
                    "",
                    bytes.length + " bytes",
                    "is over the limit of " + Topic.MAXIMUM_MESSAGE_BYTES + " bytes");
        }
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            return MAPPER.treeToValue(tree, contract);
        } catch (IOException notReadable) {
            String reason = notReadable instanceof JsonProcessingException json
                    ? json.getOriginalMessage()
                    : notReadable.getMessage();
            throw violation(name, "", null, "cannot be read: " + reason);
        }
    }

    private static ContractViolationException violation(String name, String pointer, String value, String rule) {
        return new ContractViolationException(
                name, List.of(new ContractViolationException.Violation(pointer, value, rule)));
    }
}
