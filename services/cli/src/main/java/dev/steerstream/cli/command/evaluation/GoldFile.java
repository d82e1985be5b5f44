package dev.steerstream.cli.command.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.output.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Right answers from a file of JSON lines: rows of a dataset will do. */
final class GoldFile {
    private GoldFile() {}

    /** @throws CommandException naming the file, the line and the rule */
    static ArrayNode read(Path file) throws IOException {
        ArrayNode references = Output.MAPPER.createArrayNode();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) references.add(reference(file, number, line));
            }
        }
        return references;
    }

    private static ObjectNode reference(Path file, int number, String line) {
        JsonNode row;
        try {
            row = Output.MAPPER.readTree(line);
        } catch (JsonProcessingException noJson) {
            throw bad(file, number, "is not JSON: " + noJson.getOriginalMessage());
        }
        JsonNode answer = row.hasNonNull("reference") ? row.get("reference") : row.get("completion");
        if (answer == null || !answer.isTextual()) throw bad(file, number, "has no text as reference or completion");
        ObjectNode reference = Output.MAPPER.createObjectNode();
        reference.put("reference", answer.textValue());
        if (row.hasNonNull("request")) {
            reference.set("request", row.get("request"));
        } else if (row.hasNonNull("messages")) {
            reference.set("messages", row.get("messages"));
        } else if (row.path("prompt").isArray()) {
            reference.set("messages", row.get("prompt"));
        } else if (row.hasNonNull("prompt")) {
            reference.set("prompt", row.get("prompt"));
        } else {
            throw bad(file, number, "has none of request, messages and prompt, so it matches nothing");
        }
        return reference;
    }

    private static CommandException bad(Path file, int number, String rule) {
        return new CommandException(ExitCode.USAGE, file + " line " + number + " " + rule);
    }
}
