package dev.steerstream.cli.engine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One line of the input: a prompt and the completion to score. */
public record CompletionRow(String prompt, String completion) {
    private static final long LARGEST_FILE_BYTES = 256L * 1024 * 1024;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads a JSON Lines file; empty lines are passed over.
     *
     * @throws CommandException naming the line and the rule, where a line is not of the form
     */
    public static List<CompletionRow> read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE_BYTES) {
            throw new CommandException(
                    ExitCode.FAILED, file + " has more than " + LARGEST_FILE_BYTES + " bytes: split it");
        }
        List<CompletionRow> rows = new ArrayList<>();
        int number = 0;
        for (String line : text(file).split("\n", -1)) {
            number++;
            if (!line.isBlank()) rows.add(parse(file, number, line));
        }
        if (rows.isEmpty()) throw new CommandException(ExitCode.FAILED, file + " has no rows");
        return rows;
    }

    private static String text(Path file) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new CommandException(ExitCode.FAILED, file + " is not UTF-8 text");
        }
    }

    private static CompletionRow parse(Path file, int number, String line) {
        JsonNode row;
        try {
            row = MAPPER.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw refused(file, number, "it is not one JSON object: " + malformed.getOriginalMessage());
        }
        if (!row.isObject()) throw refused(file, number, "it is not one JSON object");
        for (String member : List.of("prompt", "completion")) {
            if (!row.path(member).isTextual()) throw refused(file, number, member + " must be given, as a text");
            if (row.path(member).asText().isEmpty()) throw refused(file, number, member + " is empty");
        }
        return new CompletionRow(
                row.path("prompt").asText(), row.path("completion").asText());
    }

    private static CommandException refused(Path file, int number, String rule) {
        return new CommandException(ExitCode.FAILED, file + " line " + number + ": " + rule);
    }
}
