package dev.steerstream.cli.command.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How a list looks on a terminal: its columns, of which the first is what the entries are called by. Immutable. */
public final class Table {
    private record Column(String title, int width, Function<JsonNode, String> cell) {}

    private final List<Column> columns;

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    /** @param member what the entries are called by */
    public static Table of(String title, int width, String member) {
        return new Table(List.of()).column(title, width, member);
    }

    /** @param width characters, negative for numbers */
    public Table column(String title, int width, String member) {
        return column(title, width, entry -> text(entry.path(member)));
    }

    public Table column(String title, int width, Function<JsonNode, String> cell) {
        List<Column> more = new ArrayList<>(columns);
        more.add(new Column(title, width, cell));
        return new Table(List.copyOf(more));
    }

    public void print(List<JsonNode> entries, PrintWriter writer) {
        if (entries.isEmpty()) {
            writer.println("none");
            return;
        }
        int[] widths = columns.stream().mapToInt(Column::width).toArray();
        writer.println(Output.row(widths, columns.stream().map(Column::title).toArray()));
        for (JsonNode entry : entries) {
            writer.println(Output.row(
                    widths,
                    columns.stream().map(column -> column.cell().apply(entry)).toArray()));
        }
    }

    void printNames(List<JsonNode> entries, PrintWriter writer) {
        entries.forEach(entry -> writer.println(columns.get(0).cell().apply(entry)));
    }

    /** A cell: lists by commas, true as yes, nothing where there is nothing. Control characters do not reach a terminal. */
    public static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(text(part)));
            return String.join(",", parts);
        }
        if (value.isBoolean()) return value.asBoolean() ? "yes" : "";
        return value.isNull() ? "" : value.asText().replaceAll("\\p{IsControl}", "\uFFFD");
    }
}
