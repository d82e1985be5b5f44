package dev.steerstream.evaluation.report;

import dev.steerstream.core.steering.Steering;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.measure.Estimate;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.measure.MeasureResult.ColumnResult;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.scoring.Column;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A result as one HTML page that needs nothing else: no script, no other file. The same result gives the same bytes. Stateless. */
public final class EvaluationPage {
    private EvaluationPage() {}

    public static String of(String title, EvaluationResult result, Provenance provenance) {
        return of(title, result, provenance, List.of());
    }

    /** @param figures shown behind the tables */
    public static String of(String title, EvaluationResult result, Provenance provenance, List<Figure> figures) {
        return of(title, result, provenance, figures, List.of());
    }

    /** @param tables what else is known of the rules, shown behind their strengths */
    public static String of(
            String title, EvaluationResult result, Provenance provenance, List<Figure> figures, List<Table> tables) {
        StringBuilder page = Page.begun(title);
        page.append("<p>").append(verdict(result)).append("</p>\n");
        measures(page, result);
        strengths(page, result);
        Page.tables(page, tables);
        Page.figures(page, figures);
        meanings(page, result);
        provenance(page, provenance);
        return Page.ended(page);
    }

    /** On the loss of what is not the answers' fixed wording, since a gain there alone is none in the task. */
    private static String verdict(EvaluationResult result) {
        List<String> telling =
                List.of("truthfulqa_mc_average_confidence_0", "choice_accuracy_sum", "loss_full_content");
        for (String name : telling) {
            for (MeasureResult measure : result.measures()) {
                if (measure.name().equals(name))
                    return verdict(measure, result.steered().name());
            }
        }
        return "No content token and no choice was judged: nothing is said of a gain.";
    }

    private static String verdict(MeasureResult measure, String rule) {
        Estimate gain = measure.column(rule).minusWarm();
        boolean up = gain.low() > 0;
        boolean down = gain.high() < 0;
        String words = !up && !down
                ? "no difference beyond its interval"
                : up == measure.lowerIsBetter() ? "steering loses" : "steering gains";
        return Page.escaped(measure.name()) + ": <strong>" + words + "</strong> over warm, "
                + ResultTable.signed(gain.value()) + " " + interval(gain) + ", n = " + measure.n()
                + measureChance(measure) + ".";
    }

    private static String measureChance(MeasureResult measure) {
        return measure.chance().isEmpty()
                ? ""
                : ", chance " + ResultTable.number(measure.chance().getAsDouble());
    }

    private static void measures(StringBuilder page, EvaluationResult result) {
        page.append(
                        "<div class=\"wide\"><table><caption>Measures, with 95% intervals over prompt groups; green gains and red loses"
                                + " beyond the interval</caption>\n<tr><th>measure</th><th>unit</th><th>n</th>")
                .append("<th>chance</th><th>base</th><th>warm</th>");
        for (FittedRule rule : result.rules()) {
            page.append("<th>")
                    .append(Page.breakable(rule.name()))
                    .append("</th><th>minus warm</th><th>McNemar p</th>");
        }
        page.append("</tr>\n");
        for (MeasureResult measure : result.measures()) {
            page.append("<tr><td>").append(Page.escaped(measure.name())).append("</td>");
            cell(page, measure.unit());
            cell(page, String.valueOf(measure.n()));
            cell(
                    page,
                    measure.chance().isPresent()
                            ? ResultTable.number(measure.chance().getAsDouble())
                            : "");
            cell(page, shown(measure.column(Column.BASE).estimate()));
            cell(page, shown(measure.column(Column.WARM).estimate()));
            for (FittedRule rule : result.rules()) rule(page, measure, measure.column(rule.name()));
            page.append("</tr>\n");
        }
        page.append("</table></div>\n");
    }

    private static void rule(StringBuilder page, MeasureResult measure, ColumnResult column) {
        Estimate difference = column.minusWarm();
        // How far a rule moves from warm is neither a gain nor a loss.
        boolean beyond =
                !measure.name().equals("divergence_from_warm") && (difference.low() > 0 || difference.high() < 0);
        boolean better = difference.value() < 0 == measure.lowerIsBetter();
        cell(page, shown(column.estimate()));
        page.append("<td")
                .append(!beyond ? "" : better ? " class=\"better\"" : " class=\"worse\"")
                .append('>');
        page.append(ResultTable.signed(difference.value()))
                .append(' ')
                .append(interval(difference))
                .append("</td>");
        cell(
                page,
                column.versusWarm()
                        .map(test -> String.format(Locale.ROOT, "%.2g", test.pValue()))
                        .orElse(""));
    }

    private static void strengths(StringBuilder page, EvaluationResult result) {
        page.append("<div class=\"wide\"><table><caption>Strengths</caption>\n"
                + "<tr><th>rule</th><th>in force</th><th>unmasked</th><th>fitted here on</th></tr>\n");
        for (FittedRule rule : result.rules()) {
            page.append("<tr><td class=\"words\">")
                    .append(Page.breakable(rule.name()))
                    .append("</td>");
            cell(page, strengths(rule, FittedRule.IN_FORCE, rule.inForce()));
            cell(page, strengths(rule, FittedRule.UNMASKED, rule.unmasked()));
            cell(page, rule.fits().isEmpty() ? "not here" : rule.fits().get(0).rows() + " rows");
            page.append("</tr>\n");
        }
        page.append("</table></div>\n");
    }

    /** A line for each direction, with the interval where it was fitted here. */
    private static String strengths(FittedRule rule, String of, Steering given) {
        String fitted = fits(rule, of);
        if (!fitted.isEmpty()) return fitted;
        return given.terms().stream()
                .map(term -> Page.escaped(term.direction().name()) + " "
                        + ResultTable.signed(term.strength().value()))
                .collect(Collectors.joining("<br>"));
    }

    private static String fits(FittedRule rule, String of) {
        return rule.fits().stream()
                .filter(fit -> fit.of().startsWith(of))
                .map(fit -> (Page.escaped(fit.of().substring(of.length()).replaceFirst("^_", "")) + " "
                                + ResultTable.signed(fit.strength()) + " "
                                + interval(new Estimate(fit.strength(), fit.low(), fit.high()))
                                + (fit.bounded() ? ", bounded" : "")
                                + (fit.sufficiency().equals("sufficient")
                                        ? ""
                                        : ", " + Page.escaped(fit.sufficiency())))
                        .strip())
                .collect(Collectors.joining("<br>"));
    }

    private static void meanings(StringBuilder page, EvaluationResult result) {
        page.append("<h2>What the measures are</h2>\n<dl>\n");
        for (MeasureResult measure : result.measures()) {
            page.append("<dt><code>").append(Page.escaped(measure.name())).append("</code></dt><dd>");
            page.append(Page.escaped(measure.meaning())).append("</dd>\n");
        }
        page.append("</dl>\n");
    }

    private static void provenance(StringBuilder page, Provenance from) {
        page.append("<h2>Where the numbers come from</h2>\n<p class=\"note\">Confidence ")
                .append(from.confidence())
                .append(", seed ")
                .append(from.seed())
                .append(", ")
                .append(from.draws())
                .append(" draws of prompt groups, weights in ")
                .append(Page.escaped(from.weightFormat()))
                .append("; ")
                .append(shared(from.sharedGroups()))
                .append(".<br>data <code>")
                .append(Page.escaped(from.dataDigest()))
                .append("</code><br>calibration <code>")
                .append(Page.escaped(from.calibrationDigest().isEmpty() ? "not known here" : from.calibrationDigest()))
                .append("</code><br>model <code>")
                .append(Page.escaped(from.modelDigest()))
                .append("</code><br>adapter <code>")
                .append(Page.escaped(from.adapterDigest()))
                .append("</code></p>\n");
    }

    private static void cell(StringBuilder page, String text) {
        page.append("<td>").append(text).append("</td>");
    }

    private static String shown(Estimate estimate) {
        return ResultTable.number(estimate.value());
    }

    private static String interval(Estimate estimate) {
        return estimate.hasInterval()
                ? "[" + ResultTable.signed(estimate.low()) + ", " + ResultTable.signed(estimate.high()) + "]"
                : "[unknown]";
    }

    private static String shared(OptionalInt groups) {
        return groups.isPresent()
                ? groups.getAsInt() + " prompt groups were calibrated on too"
                : "whether prompt groups were calibrated on too is not known here";
    }
}
