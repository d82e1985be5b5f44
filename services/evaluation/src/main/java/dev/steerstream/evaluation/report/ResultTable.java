package dev.steerstream.evaluation.report;

import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.measure.Estimate;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.measure.MeasureResult.ColumnResult;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.FittedRule.StrengthFit;
import dev.steerstream.evaluation.scoring.Column;
import java.util.Locale;

/** A result as a table for people. Stateless. */
public final class ResultTable {
    private static final String LINE = "%-50s %6s %9s %9s %-14s %9s %9s %21s %9s%n";

    private ResultTable() {}

    public static String of(EvaluationResult result, Provenance provenance) {
        StringBuilder table = new StringBuilder();
        table.append(line("measure", "n", "base", "warm", "rule", "steered", "- warm", "95% interval", "McNemar p"));
        for (MeasureResult measure : result.measures()) {
            boolean first = true;
            for (FittedRule rule : result.rules()) {
                table.append(row(measure, measure.column(rule.name()), first));
                first = false;
            }
        }
        table.append('\n');
        for (FittedRule rule : result.rules()) table.append(strengths(rule));
        table.append(String.format(
                Locale.ROOT,
                "confidence %s, seed %d, %d draws, weights %s%ndata %s%nmodel %s%nadapter %s%n",
                provenance.confidence(),
                provenance.seed(),
                provenance.draws(),
                provenance.weightFormat(),
                provenance.dataDigest(),
                provenance.modelDigest(),
                provenance.adapterDigest()));
        return table.toString();
    }

    private static String row(MeasureResult measure, ColumnResult rule, boolean first) {
        Estimate difference = rule.minusWarm();
        return line(
                first ? measure.name() : "",
                first ? measure.n() : "",
                first ? number(measure.column(Column.BASE).estimate().value()) : "",
                first ? number(measure.column(Column.WARM).estimate().value()) : "",
                rule.column(),
                number(rule.estimate().value()),
                signed(difference.value()),
                difference.hasInterval()
                        ? "[" + signed(difference.low()) + ", " + signed(difference.high()) + "]"
                        : "unknown",
                rule.versusWarm()
                        .map(test -> String.format(Locale.ROOT, "%.3g", test.pValue()))
                        .orElse(""));
    }

    private static String strengths(FittedRule rule) {
        StringBuilder text = new StringBuilder(rule.name()).append(": ");
        if (rule.fits().isEmpty()) {
            return text.append("strength ")
                    .append(signed(rule.inForce().strength().value()))
                    .append(", as given\n")
                    .toString();
        }
        for (StrengthFit fit : rule.fits()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s %+.3f [%+.3f, %+.3f]%s, %s, %d rows; ",
                    fit.of(),
                    fit.strength(),
                    fit.low(),
                    fit.high(),
                    fit.bounded() ? " bounded" : "",
                    fit.sufficiency(),
                    fit.rows()));
        }
        return text.append('\n').toString();
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, LINE, cells).stripTrailing() + "\n";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static String signed(double value) {
        return String.format(Locale.ROOT, "%+.4f", value);
    }
}
