package dev.steerstream.extractor.evaluation.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.evaluation.report.Table;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.SteeringProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * What a profile's calibration found, as tables: what is in force and why, the estimators, the rules and the strengths by position as
 * cross-validation judges them, and the confidences. Tables of what was not measured are left out.
 */
public record CalibrationTables(SteeringProfile profile, JsonNode report) {

    public List<Table> all() {
        List<Table> tables = new ArrayList<>();
        tables.add(inForce());
        add(tables, estimators());
        JsonNode rules = report.at("/selection/rules");
        add(tables, rules("Rules, by 5-fold cross-validation on calibration rows", rules, rule -> !placed(rule)));
        add(tables, rules("Strengths by position in the answer, likewise", rules, CalibrationTables::placed));
        add(tables, confidences());
        return tables;
    }

    private static void add(List<Table> tables, Table table) {
        if (!table.rows().isEmpty()) tables.add(table);
    }

    private Table inForce() {
        List<List<String>> rows = new ArrayList<>();
        for (NamedStrength named : profile.inForce()) {
            rows.add(List.of(
                    "strength along " + named.direction(),
                    named.strengthLow() == null
                            ? signed(named.strength())
                            : signed(named.strength()) + " [" + signed(named.strengthLow()) + ", "
                                    + signed(named.strengthHigh()) + "]"));
        }
        rows.add(List.of("estimator", profile.estimator() + (profile.bounded() ? ", stopped by its bound" : "")));
        rows.add(List.of("confidence", String.valueOf(profile.confidence())));
        if (profile.ruleReason() != null) rows.add(List.of("why this rule", profile.ruleReason()));
        if (profile.confidenceReason() != null) rows.add(List.of("why this confidence", profile.confidenceReason()));
        if (profile.gain() != null && profile.gain().sentence() != null) {
            rows.add(List.of("gain", profile.gain().sentence()));
        }
        return new Table("In force", List.of("what", "value"), rows);
    }

    private Table estimators() {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode estimator : report.path("estimators")) {
            rows.add(List.of(
                    estimator.path("name").asText(),
                    number(estimator.path("strength")),
                    interval(estimator, ""),
                    number(estimator.path("gain"))));
        }
        return new Table(
                "Estimators of the configured direction's strength",
                List.of("estimator", "strength", "95% interval", "gain on calibration rows, nats/token"),
                rows);
    }

    private static boolean placed(JsonNode rule) {
        return rule.path("name").asText().contains("[");
    }

    private static Table rules(String caption, JsonNode rules, Predicate<JsonNode> shown) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode rule : rules.path("candidates")) {
            if (!shown.test(rule)) continue;
            rows.add(List.of(
                    rule.path("name").asText(),
                    strengths(rule),
                    number(rule.path("loss")),
                    number(rule.path("difference")) + " " + interval(rule, "difference_"),
                    number(rule.path("gain")) + " " + interval(rule, "gain_")));
        }
        return new Table(
                caption,
                List.of("rule", "strengths", "loss_kept, nats/token", "minus the configured rule's", "gain over warm"),
                rows);
    }

    private static String strengths(JsonNode rule) {
        return String.join(
                "; ",
                StreamSupport.stream(rule.path("strengths").spliterator(), false)
                        .map(named -> number(named.path("strength")) + " " + interval(named, "strength_"))
                        .toList());
    }

    private Table confidences() {
        JsonNode choice = report.at("/selection/confidences");
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode judged : choice.path("judged")) {
            rows.add(List.of(
                    judged.path("confidence").asText(),
                    number(judged.path("value")),
                    number(judged.path("difference")) + " " + interval(judged, "difference_")));
        }
        for (JsonNode confidence : choice.path("not_judged")) {
            rows.add(List.of(confidence.asText(), "not judged: without a mask survivors say nothing", ""));
        }
        return new Table(
                "Confidences, by 5-fold cross-validation",
                List.of("confidence", choice.path("measure").asText(), "minus the configured one's"),
                rows);
    }

    private static String interval(JsonNode node, String prefix) {
        JsonNode low = node.path(prefix + "low");
        JsonNode high = node.path(prefix + "high");
        return low.isNumber() && high.isNumber() ? "[" + number(low) + ", " + number(high) + "]" : "[unknown]";
    }

    private static String number(JsonNode number) {
        return number.isNumber() ? signed(number.asDouble()) : "unknown";
    }

    private static String signed(double number) {
        return String.format(Locale.ROOT, "%+.4f", number);
    }
}
