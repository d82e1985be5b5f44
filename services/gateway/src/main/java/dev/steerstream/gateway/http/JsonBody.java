package dev.steerstream.gateway.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.schemas.Contracts;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads JSON bodies within a limit and strictly: no unknown or repeated members, no coercion, nothing after the end. An empty body is null: where one is
 * optional it needs no Content-Type. Safe from any thread.
 */
@Provider
@Consumes(MediaType.WILDCARD)
public final class JsonBody implements MessageBodyReader<Record> {
    private static final String SEE = "See /openapi for the body's members.";

    private final ObjectMapper mapper;
    private final int limit;

    public JsonBody(GatewayConfiguration configuration) {
        this.limit = configuration.gateway().jsonLimit();
        this.mapper = strict();
    }

    @SuppressWarnings(
            "deprecation") // The feature's builder form needs a new mapper, and the contracts' one is to be copied.
    private static ObjectMapper strict() {
        ObjectMapper strict = Contracts.mapper()
                .copy()
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
        strict.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        return strict;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw ProblemException.tooLarge(
                    "BODY_TOO_LARGE",
                    "the body has more than " + limit + " bytes, the limit of a JSON body",
                    "Send a smaller body; datasets go to /v1/datasets/{dataset}/submissions, which streams them.");
        }
        return bytes.length == 0 ? null : parse(type, bytes);
    }

    /** By way of a tree, so that a member of the wrong type can be shown with its value. */
    private Record parse(Class<Record> type, byte[] bytes) throws IOException {
        JsonNode tree;
        try {
            tree = mapper.readTree(bytes);
        } catch (JsonProcessingException unreadable) {
            throw malformed(unreadable);
        }
        if (!tree.isObject()) {
            throw ProblemException.malformed("MALFORMED_JSON", "the body must be one JSON object", SEE);
        }
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonMappingException wrong) {
            throw problem(wrong, tree);
        }
    }

    private static ProblemException malformed(JsonProcessingException unreadable) {
        String words = unreadable.getOriginalMessage();
        if (words.startsWith("Non-standard token")) words = "NaN and Infinity are no JSON numbers";
        return ProblemException.malformed(
                "MALFORMED_JSON", "the body is not JSON at " + place(unreadable) + ": " + cut(words), SEE);
    }

    private static ProblemException problem(JsonMappingException wrong, JsonNode tree) {
        String pointer = pointer(wrong);
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return ProblemException.malformed(
                    "UNKNOWN_MEMBER",
                    "member " + pointer + " is not known: the members here are "
                            + unknown.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                    "Leave it out or correct its name.");
        }
        Class<?> type = wrong instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return ProblemException.malformed(
                "WRONG_TYPE",
                "member " + pointer + " is " + Rules.shown(tree.at(pointer)) + ": it must be " + expected(type),
                SEE);
    }

    private static String place(JacksonException unreadable) {
        if (unreadable.getLocation() == null) return "its end";
        return "line " + unreadable.getLocation().getLineNr() + ", column "
                + unreadable.getLocation().getColumnNr();
    }

    /** Jackson's messages quote the input. */
    private static String cut(String words) {
        return words.length() <= 300 ? words : words.substring(0, 300) + "…";
    }

    /** RFC 6901. */
    private static String pointer(JsonMappingException wrong) {
        return wrong.getPath().stream()
                .map(step -> step.getFieldName() == null ? "/" + step.getIndex() : "/" + step.getFieldName())
                .collect(Collectors.joining());
    }

    private static String expected(Class<?> type) {
        if (type == null) return "of another type";
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(value -> value.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        return switch (type.getSimpleName()) {
            case "Integer", "int", "Long", "long" -> "a whole number in the range of its type";
            case "Double", "double" -> "a number";
            case "Boolean", "boolean" -> "true or false";
            case "String" -> "a text";
            case "Instant" -> "a time as RFC 3339 has it, like 2026-01-31T12:00:00Z";
            case "List", "ArrayList" -> "a list";
            default -> "an object";
        };
    }
}
