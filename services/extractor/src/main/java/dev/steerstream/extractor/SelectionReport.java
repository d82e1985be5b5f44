package dev.steerstream.extractor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.choice.ChoiceCurve;
import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.core.selection.FittedRule.NamedStrength;
import dev.steerstream.core.selection.RuleChoice;
import dev.steerstream.core.selection.RuleResult;
import dev.steerstream.core.statistics.Interval;

/** Writes what a profile's choices were made from: every candidate with its cross-validated loss and its difference to the default. */
final class SelectionReport {
    private final JsonNodeFactory json = JsonNodeFactory.instance;

    ObjectNode of(Chosen chosen) {
        ObjectNode report = json.objectNode();
        report.set("strengths", strengths(chosen.strengths()));
        report.put("estimator", chosen.estimator());
        report.put("confidence", chosen.confidence());
        report.put("rule_reason", chosen.ruleReason());
        report.put("confidence_reason", chosen.confidenceReason());
        chosen.rules().ifPresent(rules -> report.set("rules", rules(rules)));
        chosen.confidences().ifPresent(confidences -> report.set("confidences", confidences(confidences)));
        chosen.choices().ifPresent(curve -> report.set("choices", choices(curve)));
        return report;
    }

    private ObjectNode rules(RuleChoice choice) {
        ObjectNode node = json.objectNode();
        node.put("measure", "cross_validated_loss_kept").put("unit", "nats/token");
        number(node, "warm_loss", choice.warmLoss());
        node.put("default", choice.byDefault().name())
                .put("best", choice.chosen().name());
        ArrayNode candidates = node.putArray("candidates");
        for (RuleResult result : choice.candidates()) {
            ObjectNode candidate = candidates.addObject().put("name", result.name());
            number(candidate, "loss", result.loss());
            number(candidate, "difference", result.difference());
            interval(candidate, "difference", result.interval());
            number(candidate, "gain", result.gain());
            interval(candidate, "gain", result.gainInterval());
            candidate.put("estimator", result.fitted().estimator());
            number(candidate, "ridge_rows", result.fitted().priors());
            number(candidate, "kl", result.fitted().divergence());
            candidate.put("bounded", result.fitted().bounded());
            candidate.set("strengths", strengths(result.fitted().strengths()));
        }
        return node;
    }

    private ObjectNode confidences(ConfidenceChoice choice) {
        ObjectNode node = json.objectNode().put("measure", "cross_validated_" + choice.metric());
        number(node, "best", choice.chosen());
        ArrayNode judged = node.putArray("judged");
        for (ConfidenceChoice.Result result : choice.judged()) {
            ObjectNode one = judged.addObject();
            number(one, "confidence", result.confidence());
            number(one, "value", result.value());
            number(one, "difference", result.difference());
            interval(one, "difference", result.interval());
        }
        ArrayNode rest = node.putArray("not_judged");
        choice.notJudged().forEach(rest::add);
        return node;
    }

    private ObjectNode choices(ChoiceCurve curve) {
        ObjectNode node = json.objectNode().put("measure", curve.metric()).put("questions", curve.questions());
        number(node, "chance", curve.chance());
        number(node, "strength", curve.strength());
        interval(node, "strength", curve.strengthInterval());
        number(node, "value", curve.value());
        number(node, "at_zero", curve.atZero());
        interval(node, "gain", curve.gainInterval());
        ArrayNode points = node.putArray("curve");
        for (ChoiceCurve.Point point : curve.points()) {
            ObjectNode one = points.addObject();
            number(one, "strength", point.strength());
            number(one, "value", point.value());
        }
        return node;
    }

    private ArrayNode strengths(Iterable<NamedStrength> strengths) {
        ArrayNode node = json.arrayNode();
        for (NamedStrength named : strengths) {
            ObjectNode one = node.addObject().put("direction", named.direction());
            number(one, "strength", named.strength());
            interval(one, "strength", named.interval());
        }
        return node;
    }

    private static void interval(ObjectNode node, String name, Interval interval) {
        number(node, name + "_low", interval.low());
        number(node, name + "_high", interval.high());
    }

    /** JSON has no infinities. */
    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) node.put(name, value);
        else node.putNull(name);
    }
}
