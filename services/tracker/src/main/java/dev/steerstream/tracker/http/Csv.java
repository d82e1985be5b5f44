package dev.steerstream.tracker.http;

import dev.steerstream.tracker.page.Plot;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Comma-separated values as RFC 4180 has them: a head, then the rows; nothing is an empty field. A text that a spreadsheet would take for a formula
 * stands behind an apostrophe. Stateless.
 */
public final class Csv {
    public static final String MEDIA_TYPE = "text/csv; charset=utf-8; header=present";

    /** What a spreadsheet may take for the beginning of a formula. */
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@\\t\\r]");

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?");

    private Csv() {}

    public static String of(List<String> head, List<List<Object>> rows) {
        StringBuilder text = new StringBuilder();
        line(text, head);
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    /** The table of a plot; a value's interval comes after it, where the plot has any. */
    public static String of(Plot plot) {
        boolean intervals = plot.hasIntervals();
        List<String> head = new ArrayList<>(List.of(plot.x()));
        for (Plot.Curve curve : plot.curves()) {
            head.add(curve.label());
            if (intervals) head.addAll(List.of(curve.label() + ", low", curve.label() + ", high"));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Plot.Row row : plot.rows()) {
            List<Object> fields = new ArrayList<>();
            fields.add(row.label() == null ? row.x() : row.label());
            for (int place = 0; place < row.values().size(); place++) {
                fields.add(row.values().get(place));
                Plot.Interval interval = row.interval(place);
                if (intervals) fields.add(interval == null ? null : interval.low());
                if (intervals) fields.add(interval == null ? null : interval.high());
            }
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
        if (value instanceof String
                && FORMULA.matcher(text).lookingAt()
                && !NUMBER.matcher(text).matches()) {
            text = "'" + text;
        }
        if (text.chars().noneMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r')) {
            return text;
        }
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
