package dev.steerstream.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whether two messages with one id say the same: sha256 over their members in alphabetical order, absent ones left out, whatever the bytes were that
 * they came in. It has a mapper of its own, since stored hashes must outlive every change of the codec.
 */
public final class ContentHash {
    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private ContentHash() {}

    /**
     * Of a request: without its deadline and the instance that waits, which tell when and to whom it is answered, not what is asked.
     *
     * @return lower-case hex sha256
     */
    public static String of(GenerationRequest request) {
        return hash(new GenerationRequest(
                request.id(),
                request.task(),
                request.messages(),
                request.prompt(),
                request.sampling(),
                request.steering(),
                request.stream(),
                request.deterministic(),
                null,
                null,
                request.responseFormat(),
                request.reference(),
                request.replay()));
    }

    /** Of a command: all of it. */
    public static String of(AdaptationCommand command) {
        return hash(command);
    }

    /** Of a command: all of it. */
    public static String of(EvaluationCommand command) {
        return hash(command);
    }

    private static String hash(Object message) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(CANONICAL.writeValueAsBytes(message)));
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
