package dev.steerstream.extractor.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The measures as one self-contained page without scripts. Whatever is not a number is escaped: names are a tenant's. Stateless. */
final class ReportPage {
    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding: .5rem 0; }
            th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #8884; }
            th:first-child, td:first-child { text-align: left; } small { color: #777; }
            @media (prefers-color-scheme: dark) { body { background: #16181c; color: #e6e6e6; } }
            """;

    private ReportPage() {}

    static String of(Judged judged, ObjectNode measures) {
        String title = "Task " + judged.evaluation().task() + ", profile version "
                + judged.evaluation().profileVersion();
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(escaped(title))
                .append("</h1>\n<p>")
                .append(escaped(String.format(
                        Locale.ROOT,
                        "Adaptation %s: %s at strength %+.4f [%+.4f, %+.4f], confidence %s. Judged on dataset %s,"
                                + " submission %s, split %s, by evaluation %s.",
                        judged.evaluation().adaptation(),
                        judged.profile().direction(),
                        judged.profile().strength(),
                        judged.profile().strengthLow(),
                        judged.profile().strengthHigh(),
                        judged.profile().confidence(),
                        judged.evaluation().dataset(),
                        judged.evaluation().submission(),
                        judged.evaluation().settings().split(),
                        judged.evaluation().evaluation())))
                .append("</p>\n<table><caption>Each with its 95% interval over prompt groups; steered − warm is the paired"
                        + " difference.</caption><thead><tr>");
        for (String head : new String[] {"Measure", "n", "Base", "Warm", "Steered", "Steered − warm", "Chance"}) {
            page.append("<th scope=\"col\">").append(head).append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
        measures.properties().forEach(measure -> row(page, measure.getKey(), measure.getValue()));
        page.append("</tbody></table>\n");
        measures.properties().stream().findFirst().ifPresent(first -> provenance(page, first.getValue()));
        return page.append("</body></html>\n").toString();
    }

    private static void row(StringBuilder page, String name, JsonNode measure) {
        page.append("<tr><td>")
                .append(escaped(name))
                .append("<br><small>")
                .append(escaped(measure.path("meaning").asText()))
                .append(measure.path("lower_is_better").asBoolean() ? ", lower is better" : "")
                .append("</small></td><td>")
                .append(measure.path("n").asLong())
                .append("</td>");
        for (String column : new String[] {"base", "warm", "steered"}) estimate(page, "%.4f", measure.path(column));
        estimate(page, "%+.4f", measure.path("steered_minus_warm"));
        page.append("<td>")
                .append(number("%.4f", measure.path("chance")))
                .append("</td></tr>\n");
    }

    private static void estimate(StringBuilder page, String format, JsonNode estimate) {
        page.append("<td>")
                .append(number(format, estimate.path("value")))
                .append("<br><small>[")
                .append(number(format, estimate.path("low")))
                .append(", ")
                .append(number(format, estimate.path("high")))
                .append("]</small></td>");
    }

    private static void provenance(StringBuilder page, JsonNode measure) {
        page.append("<h2>Where the numbers come from</h2><dl>");
        for (String member : new String[] {"seed", "draws", "weight_format", "groups_shared_with_calibration"}) {
            if (measure.has(member)) entry(page, member, measure.path(member).asText());
        }
        measure.path("digests").properties().forEach(digest -> entry(
                page, "sha256 of the " + digest.getKey(), digest.getValue().asText()));
        page.append("</dl>\n");
    }

    private static void entry(StringBuilder page, String name, String value) {
        page.append("<dt>")
                .append(escaped(name.replace('_', ' ')))
                .append("</dt><dd>")
                .append(escaped(value))
                .append("</dd>");
    }

    private static String number(String format, JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, format, number.asDouble()) : "–";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
