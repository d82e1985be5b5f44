package dev.steerstream.evaluation.report;

import java.util.List;

/** What every page has: one file, one style, no script. Stateless. */
final class Page {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:72rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid #ddd}
            th:first-child,td:first-child{text-align:left}td.better{color:#0a6b2d}td.worse{color:#a11}caption{text-align:left;font-weight:600}
            code{font-size:.85em;word-break:break-all}figure{margin:1.5rem 0}figure svg{max-width:100%;height:auto}.note{color:#555}
            """;

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
            page.append("<table><caption>").append(escaped(table.caption())).append("</caption>\n<tr>");
            table.header()
                    .forEach(name -> page.append("<th>").append(escaped(name)).append("</th>"));
            page.append("</tr>\n");
            for (List<String> row : table.rows()) {
                page.append("<tr>");
                row.forEach(cell -> page.append("<td>").append(escaped(cell)).append("</td>"));
                page.append("</tr>\n");
            }
            page.append("</table>\n");
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

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
