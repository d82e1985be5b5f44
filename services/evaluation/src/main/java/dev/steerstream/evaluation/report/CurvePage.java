package dev.steerstream.evaluation.report;

import dev.steerstream.evaluation.curve.ComputeCurve;
import dev.steerstream.evaluation.curve.StepsSaved;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A compute curve as one HTML page that needs nothing else. The same curve gives the same bytes. Stateless. */
public final class CurvePage {
    private static final List<String> SHOWN = List.of(
            "loss_full",
            "loss_full_content",
            "token_accuracy",
            "choice_accuracy_sum",
            "truthfulqa_mc_average_confidence_0");

    private CurvePage() {}

    public static String of(String title, ComputeCurve curve) {
        StringBuilder page = Page.begun(title);
        page.append(
                "<p class=\"note\">k is how many times the steps the warm start alone would need for the rule's loss: at k = 2 a rule after 25"
                        + " steps is as good as warm after 50. The last column counts calibration as steps, by the tokens that it reads; what a"
                        + " rule costs while decoding stands in the second table.</p>\n");
        page.append(
                        "<table><caption>How many steps each rule saves</caption>\n<tr><th>rule</th><th>loss</th><th>steps</th>")
                .append(
                        "<th>equals warm at</th><th>k</th><th>calibration, in steps</th><th>k with calibration counted</th></tr>\n");
        for (StepsSaved each : curve.saved()) {
            String bound = each.atLeast() ? "&gt; " : "";
            page.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s</td><td>%s</td><td>%d</td><td>%s%.0f</td><td>%s%.2f</td><td>%.1f</td><td>%s%.2f</td></tr>%n",
                    Page.escaped(each.rule()),
                    Page.escaped(each.measure()),
                    each.steps(),
                    bound,
                    each.equivalentSteps(),
                    bound,
                    each.factor(),
                    each.calibrationSteps(),
                    bound,
                    each.factorAfterCalibration()));
        }
        page.append(
                "</table>\n<table><caption>Seconds per greedy answer, prompt included</caption>\n<tr><th>steps</th>");
        Set<String> columns = curve.points().get(0).secondsPerAnswer().keySet();
        columns.forEach(
                column -> page.append("<th>").append(Page.escaped(column)).append("</th>"));
        page.append("</tr>\n");
        curve.points().forEach(point -> {
            page.append("<tr><td>").append(point.steps()).append("</td>");
            columns.forEach(column -> page.append(String.format(
                    Locale.ROOT, "<td>%.3f</td>", point.secondsPerAnswer().get(column))));
            page.append("</tr>\n");
        });
        page.append("</table>\n");
        Page.figures(
                page,
                SHOWN.stream()
                        .filter(curve.points().get(0).measures()::containsKey)
                        .map(measure -> new Figure(
                                measure + " after so many warm-start steps, on "
                                        + curve.points().get(0).n().get(measure) + " rows with 95% intervals",
                                CurveReport.plot(curve, measure).svg(measure)))
                        .toList());
        page.append("<h2>What it was made of</h2>\n<dl>\n");
        curve.inputs().forEach((name, value) -> page.append("<dt>")
                .append(Page.escaped(name))
                .append("</dt><dd><code>")
                .append(Page.escaped(value))
                .append("</code></dd>\n"));
        page.append("</dl>\n");
        return Page.ended(page);
    }
}
