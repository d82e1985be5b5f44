package dev.steerstream.evaluation.report;

import java.util.List;
import java.util.regex.Pattern;

/** What every page has: one file, one style, no script. Stateless. */
final class Page {
    private static final String STYLE = """
            :root{color-scheme:light dark;--text:#1a1a1a;--back:#fff;--line:#ddd;--note:#555;--better:#0a6b2d;--worse:#a11}
            @media(prefers-color-scheme:dark){:root{--text:#e8e8e8;--back:#161616;--line:#3a3a3a;--note:#a8a8a8;--better:#6fd693;--worse:#ff9a8f}}
            body{font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);max-width:80rem;margin:2rem auto;padding:0 1rem}
            .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:600}
            th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap;font-variant-numeric:tabular-nums}
            th{white-space:normal;vertical-align:bottom}th:first-child,td:first-child,td.words{text-align:left}td.words{white-space:normal}
            td.better{color:var(--better)}td.worse{color:var(--worse)}code{font-size:.85em;word-break:break-all}
            figure{margin:1.5rem 0}figure svg{max-width:100%;height:auto;background:#fff;border-radius:6px}.note,figcaption{color:var(--note)}
            """;

    /** A value with its interval, in characters; what is longer is a sentence, or a list. */
    private static final int LONGEST_NUMBER = 34;

    private static final Pattern BETWEEN_NAMES = Pattern.compile("(?<=[a-z)])\\+(?=[a-z])");

    private Page() {}

    static StringBuilder begun(String title) {
        return new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
    }

    static void tables(StringBuilder page, List<Table> tables) {
        for (Table table : tables) {
            page.append("<div class=\"wide\"><table><caption>")
                    .append(escaped(table.caption()))
                    .append("</caption>\n<tr>");
            table.header()
                    .forEach(name -> page.append("<th>").append(escaped(name)).append("</th>"));
            page.append("</tr>\n");
            for (List<String> row : table.rows()) {
                page.append("<tr>");
                row.forEach(cell -> page.append(cell.length() > LONGEST_NUMBER ? "<td class=\"words\">" : "<td>")
                        .append(breakable(cell))
                        .append("</td>"));
                page.append("</tr>\n");
            }
            page.append("</table></div>\n");
        }
    }

    static void figures(StringBuilder page, List<Figure> figures) {
        for (Figure figure : figures) {
            page.append("<figure>")
                    .append(figure.svg())
                    .append("<figcaption>")
                    .append(escaped(figure.caption()))
                    .append("</figcaption></figure>\n");
        }
    }

    static String ended(StringBuilder page) {
        return page.append("</body></html>\n").toString();
    }

    /** Escaped; the name of a rule of several directions may break between them. */
    static String breakable(String text) {
        return BETWEEN_NAMES.matcher(escaped(text)).replaceAll("+<wbr>");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
