package dev.steerstream.model.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads JSON of untrusted files: strict UTF-8, an object at the top, no duplicate keys, nothing behind it, bounded size. */
public final class StrictJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        // A chat template or a vocabulary entry is one string; the file's own size bounds it.
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxStringLength(1 << 24)
                        .build());
    }

    private StrictJson() {}

    /** @throws ModelFileException when the file is missing, larger than allowed, or not such JSON */
    public static ObjectNode read(Path file, int mostBytes) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new ModelFileException(
                        file,
                        "length",
                        "more than " + mostBytes,
                        "at most " + mostBytes + " bytes are read",
                        "This is not the file that its name says.");
            }
            return read(file, "the file", bytes);
        } catch (IOException e) {
            throw FileDigest.unreadable(file, e);
        }
    }

    /** @param thing what the bytes are, for the error */
    public static ObjectNode read(Path file, String thing, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode node = MAPPER.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw invalid(file, thing, "not an object", null);
        } catch (CharacterCodingException e) {
            throw invalid(file, thing, "not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw invalid(file, thing, "malformed (" + e.getOriginalMessage() + ")", e);
        }
    }

    private static ModelFileException invalid(Path file, String thing, String value, Exception cause) {
        return new ModelFileException(
                file,
                thing,
                value,
                "it must be one JSON object in UTF-8 without duplicate keys",
                ModelFileException.FETCH_AGAIN,
                cause);
    }
}
