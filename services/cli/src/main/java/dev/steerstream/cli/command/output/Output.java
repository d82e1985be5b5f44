package dev.steerstream.cli.command.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code -o table|json|name}: text for people on standard output, or one line of JSON, or a line a name, and nothing else. */
public final class Output {
    /** The forms. */
    public enum Form {
        TABLE,
        JSON,
        /** Of lists; elsewhere as a table. */
        NAME
    }

    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description =
                    "table: for people; json: one line; name: of lists, a name a line. Default: ${DEFAULT-VALUE}.")
    private Form form;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    public boolean json() {
        return form == Form.JSON;
    }

    /** Prints {@code value} as one line of JSON, or lets {@code text} print for people. */
    public void print(JsonNode value, Consumer<PrintWriter> text) {
        PrintWriter writer = command.commandLine().getOut();
        if (json()) writer.println(line(value));
        else text.accept(writer);
        writer.flush();
    }

    /** Prints a list's entries: an array, or an object's {@code items} or {@code data}. */
    public void list(JsonNode answer, Table table) {
        PrintWriter writer = command.commandLine().getOut();
        switch (form) {
            case JSON -> writer.println(line(answer));
            case NAME -> table.printNames(entries(answer), writer);
            case TABLE -> table.print(entries(answer), writer);
        }
        writer.flush();
    }

    /** Under the name that our lists have, or OpenAI's. */
    private static List<JsonNode> entries(JsonNode answer) {
        return Lists.of(answer, "items", "data");
    }

    /** A piece of text for people, at once; nothing where standard output is for JSON. Control characters do not reach a terminal. */
    public void say(String piece) {
        if (json()) return;
        PrintWriter writer = command.commandLine().getOut();
        writer.print(piece.replaceAll("[\\p{IsControl}&&[^\n\t]]", "\uFFFD"));
        writer.flush();
    }

    /** A sentence on the way: on standard output, or on standard error where that is for JSON. */
    public void narrate(String sentence) {
        PrintWriter writer =
                json() ? command.commandLine().getErr() : command.commandLine().getOut();
        writer.println(sentence);
        writer.flush();
    }

    /** A row of a table: cells of the given widths, negative for right-aligned; the last is never padded. */
    public static String row(int[] widths, Object... cells) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String cell = String.valueOf(cells[i]);
            if (i == cells.length - 1 && widths[i] > 0) row.append(cell);
            else row.append(String.format(Locale.ROOT, "%" + (-widths[i]) + "s  ", cell));
        }
        return row.toString().stripTrailing();
    }

    private static String line(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
