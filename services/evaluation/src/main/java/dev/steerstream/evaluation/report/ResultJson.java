package dev.steerstream.evaluation.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.statistics.McNemar;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.measure.Estimate;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.measure.MeasureResult.ColumnResult;
import dev.steerstream.evaluation.rule.Calibrated;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.FittedRule.StrengthFit;
import dev.steerstream.evaluation.scoring.Column;
import java.util.Optional;

/**
 * A result as JSON: {@code {measure: {n, base, warm, steered: {value, low, high}, steered_minus_warm: {value, low, high}}}}, each measure
 * with what else is known of it. An end of an interval that nothing is known of is null. Stateless.
 */
public final class ResultJson {
    private ResultJson() {}

    public static ObjectNode of(EvaluationResult result, Provenance provenance) {
        ObjectNode json = object();
        for (MeasureResult measure : result.measures()) {
            json.set(measure.name(), of(measure, result, provenance));
        }
        return json;
    }

    /** @param calibrated what the calibration rows chose, stated with each measure; empty where nothing was calibrated */
    public static ObjectNode of(EvaluationResult result, Provenance provenance, Optional<Calibrated> calibrated) {
        ObjectNode json = of(result, provenance);
        calibrated.ifPresent(found -> json.forEach(measure -> chosen((ObjectNode) measure, found)));
        return json;
    }

    private static void chosen(ObjectNode measure, Calibrated calibrated) {
        measure.put("chosen_rule", calibrated.chosen().name()).put("chosen_rule_reason", calibrated.reason());
        calibrated.confidences().ifPresent(choice -> measure.put("chosen_confidence", choice.chosen())
                .put("chosen_confidence_reason", choice.reason()));
    }

    private static ObjectNode of(MeasureResult measure, EvaluationResult result, Provenance provenance) {
        FittedRule steered = result.steered();
        ColumnResult judged = measure.column(steered.name());
        ObjectNode json = object().put("n", measure.n());
        json.set(Column.BASE, of(measure.column(Column.BASE).estimate()));
        json.set(Column.WARM, of(measure.column(Column.WARM).estimate()));
        json.set("steered", of(judged.estimate()));
        json.set("steered_minus_warm", of(judged.minusWarm()));
        json.put("rule", steered.name())
                .put("meaning", measure.meaning())
                .put("unit", measure.unit())
                .put("lower_is_better", measure.lowerIsBetter())
                .put("groups", measure.groups())
                .put("weight", measure.weight());
        measure.chance().ifPresent(chance -> json.put("chance", chance));
        put(json, judged.versusWarm());
        removed(json, measure);
        ObjectNode rules = json.putObject("rules");
        for (FittedRule rule : result.rules()) {
            rules.set(rule.name(), of(rule, measure.column(rule.name())));
        }
        provenance(json, provenance);
        return json;
    }

    private static ObjectNode of(FittedRule rule, ColumnResult column) {
        ObjectNode json = of(column.estimate());
        json.set("minus_warm", of(column.minusWarm()));
        column.minusFirst().ifPresent(difference -> json.set("minus_steered", of(difference)));
        put(json, column.versusWarm());
        json.put("strength_in_force", rule.inForce().strength().value())
                .put("strength_unmasked", rule.unmasked().strength().value());
        json.set("strengths_in_force", strengths(rule.inForce()));
        json.set("strengths_unmasked", strengths(rule.unmasked()));
        for (StrengthFit fit : rule.fits()) json.set("fit_" + fit.of(), of(fit));
        return json;
    }

    /** Of each direction by its name. */
    private static ObjectNode strengths(Steering steering) {
        ObjectNode json = object();
        for (Term term : steering.terms()) {
            json.put(term.direction().name(), term.strength().value());
        }
        return json;
    }

    private static ObjectNode of(StrengthFit fit) {
        ObjectNode json = object().put("strength", fit.strength());
        finite(json, "low", fit.low());
        finite(json, "high", fit.high());
        return json.put("bounded", fit.bounded())
                .put("sufficiency", fit.sufficiency())
                .put("rows", fit.rows())
                .put("tokens", fit.tokens());
    }

    private static void removed(ObjectNode json, MeasureResult measure) {
        if (measure.columns().stream()
                .allMatch(column -> column.removedChoices().isEmpty())) return;
        ObjectNode shares = json.putObject("removed_choices_share");
        for (ColumnResult column : measure.columns()) {
            column.removedChoices().ifPresent(share -> shares.put(column.column(), share));
        }
    }

    private static void put(ObjectNode json, Optional<McNemar> test) {
        test.ifPresent(found -> json.putObject("mcnemar")
                .put("only_steered", found.onlyFirst())
                .put("only_warm", found.onlySecond())
                .put("p_value", found.pValue()));
    }

    static void provenance(ObjectNode json, Provenance provenance) {
        json.put("seed", provenance.seed()).put("draws", provenance.draws()).put("confidence", provenance.confidence());
        // What is not known is not 0.
        provenance.sharedGroups().ifPresent(groups -> json.put("groups_shared_with_calibration", groups));
        json.put("weight_format", provenance.weightFormat());
        ObjectNode digests = json.putObject("digests")
                .put("data", provenance.dataDigest())
                .put("model", provenance.modelDigest())
                .put("adapter", provenance.adapterDigest());
        if (!provenance.calibrationDigest().isEmpty()) digests.put("calibration", provenance.calibrationDigest());
    }

    static ObjectNode of(Estimate estimate) {
        ObjectNode json = object().put("value", estimate.value());
        finite(json, "low", estimate.low());
        finite(json, "high", estimate.high());
        return json;
    }

    /** JSON has no number for what is not finite. */
    static void finite(ObjectNode json, String member, double value) {
        if (Double.isFinite(value)) json.put(member, value);
        else json.putNull(member);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
