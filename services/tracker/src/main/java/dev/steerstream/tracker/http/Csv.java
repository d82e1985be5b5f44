package dev.steerstream.tracker.http;

import dev.steerstream.tracker.page.Plot;
import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them: a head, then the rows; nothing is an empty field. Stateless. */
public final class Csv {
    public static final String MEDIA_TYPE = "text/csv; charset=utf-8; header=present";

    private Csv() {}

    public static String of(List<String> head, List<List<Object>> rows) {
        StringBuilder text = new StringBuilder();
        line(text, head);
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    /** The table of a plot. */
    public static String of(Plot plot) {
        List<String> head = new ArrayList<>(List.of(plot.x()));
        plot.curves().forEach(curve -> head.add(curve.label()));
        List<List<Object>> rows = new ArrayList<>();
        for (Plot.Row row : plot.rows()) {
            List<Object> fields = new ArrayList<>();
            fields.add(row.x());
            fields.addAll(row.values());
            rows.add(fields);
        }
        return of(head, rows);
    }

    private static void line(StringBuilder text, List<?> fields) {
        for (int index = 0; index < fields.size(); index++) {
            if (index > 0) text.append(',');
            text.append(field(fields.get(index)));
        }
        text.append("\r\n");
    }

    private static String field(Object value) {
        String text = value == null ? "" : value.toString();
        if (text.chars().noneMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r')) {
            return text;
        }
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
