package dev.steerstream.gateway.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
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
import java.util.stream.Collectors;

/** Reads JSON bodies within a limit and strictly: no unknown or repeated members, no coercion, nothing after the end. Safe from any thread. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
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
        return parse(mapper.readerFor(type), bytes);
    }

    private static Record parse(ObjectReader reader, byte[] bytes) throws IOException {
        try {
            Record value = reader.readValue(bytes);
            if (value != null) return value;
            throw ProblemException.malformed("MALFORMED_JSON", "the body is null: it must be a JSON object", SEE);
        } catch (JsonProcessingException unreadable) {
            throw problem(unreadable);
        }
    }

    private static ProblemException problem(JsonProcessingException unreadable) {
        if (unreadable instanceof UnrecognizedPropertyException unknown) {
            return ProblemException.malformed(
                    "UNKNOWN_MEMBER",
                    "member " + pointer(unknown) + " is not known: the members here are "
                            + unknown.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                    "Leave it out or correct its name.");
        }
        if (unreadable instanceof InvalidFormatException wrong) {
            return ProblemException.malformed(
                    "WRONG_TYPE",
                    "member " + pointer(wrong) + " is " + Rules.shown(wrong.getValue()) + ": it must be "
                            + expected(wrong.getTargetType()),
                    SEE);
        }
        if (unreadable instanceof MismatchedInputException wrong
                && !wrong.getPath().isEmpty()) {
            return ProblemException.malformed(
                    "WRONG_TYPE", "member " + pointer(wrong) + " must be " + expected(wrong.getTargetType()), SEE);
        }
        if (unreadable instanceof MismatchedInputException) {
            return ProblemException.malformed("MALFORMED_JSON", "the body must be one JSON object", SEE);
        }
        String words = unreadable.getOriginalMessage();
        if (unreadable instanceof JsonParseException && words.startsWith("Non-standard token")) {
            words = "NaN and Infinity are no JSON numbers";
        }
        return ProblemException.malformed(
                "MALFORMED_JSON", "the body is not JSON at " + place(unreadable) + ": " + cut(words), SEE);
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
                    + java.util.Arrays.stream(type.getEnumConstants())
                            .map(value -> value.toString().toLowerCase(java.util.Locale.ROOT))
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
