package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an answer must spell. */
public final class AnswerFormatFlags {
    @Option(names = "--json", description = "The answer is a JSON object.")
    private boolean json;

    @Option(
            names = "--json-schema",
            paramLabel = "FILE",
            description = "The answer is valid against this JSON Schema. What is not supported is refused by name.")
    private Path jsonSchema;

    /** The request's {@code response_format}; empty where the answer is free. */
    public Optional<ObjectNode> responseFormat() {
        if (json && jsonSchema != null) {
            throw new CommandException(ExitCode.USAGE, "--json and --json-schema ask for different things: give one");
        }
        if (jsonSchema != null) return Optional.of(schemaFormat());
        return json ? Optional.of(Output.MAPPER.createObjectNode().put("type", "json_object")) : Optional.empty();
    }

    private ObjectNode schemaFormat() {
        ObjectNode format = Output.MAPPER.createObjectNode().put("type", "json_schema");
        try {
            format.putObject("json_schema").set("schema", Output.MAPPER.readTree(Files.readString(jsonSchema)));
        } catch (IOException unreadable) {
            throw new CommandException(
                    ExitCode.USAGE, "--json-schema " + jsonSchema + " cannot be read: " + unreadable.getMessage());
        }
        return format;
    }
}
