package dev.steerstream.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.steerstream.schemas.ContractViolationException.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The one codec of the messages: snake_case JSON with RFC 3339 times and lower-case enums, null members left out. What is written and what is read
 * is held against the message's JSON Schema; members that the schema does not name are ignored, since schemas evolve by addition. Thread-safe.
 */
public final class Contracts {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
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

    /**
     * Bytes of a message, members in the record's order. They fit the message's schema and {@link Topic#MAXIMUM_MESSAGE_BYTES}.
     *
     * @throws ContractViolationException where the message would break its own schema: nobody else must have to find that out
     */
    public static byte[] write(Object message) {
        byte[] bytes;
        try {
            bytes = MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException notWritable) {
            throw new IllegalArgumentException(
                    "a " + message.getClass().getSimpleName() + " cannot be written as JSON: "
                            + notWritable.getOriginalMessage(),
                    notWritable);
        }
        MessageSchema.of(message.getClass()).validate(bytes);
        return bytes;
    }

    /**
     * Reads a message. A member that is null counts as absent.
     *
     * @throws ContractViolationException where the bytes are not one JSON object in UTF-8 without duplicate members, are over {@link
     *     Topic#MAXIMUM_MESSAGE_BYTES}, or break the message's schema
     */
    public static <T> T read(Class<T> contract, byte[] bytes) {
        String text = MessageSchema.of(contract).validate(bytes);
        try {
            return MAPPER.readValue(text, contract);
        } catch (JsonProcessingException notReadable) {
            // What the schema cannot say: a record's own rule, or a time that no calendar has.
            throw violation(contract.getSimpleName(), "", null, "cannot be read: " + notReadable.getOriginalMessage());
        }
    }

    /** The JSON Schema of a message, as published. */
    public static String schema(Class<?> contract) {
        return new String(MessageSchema.resource(contract), StandardCharsets.UTF_8);
    }

    static ContractViolationException violation(String name, String pointer, String value, String rule) {
        return new ContractViolationException(name, List.of(new Violation(pointer, value, rule)));
    }
}
