package dev.steerstream.extractor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CurvePoint;
import dev.steerstream.core.calibration.EstimatedStrength;
import dev.steerstream.core.calibration.FittedStrength;
import dev.steerstream.core.calibration.MeanVector;
import dev.steerstream.core.calibration.PerTokenSpread;
import dev.steerstream.core.evaluation.FullLoss;
import dev.steerstream.core.evaluation.HeldOutResult;
import dev.steerstream.core.evaluation.KeptLoss;
import dev.steerstream.core.evaluation.PositionLoss;
import dev.steerstream.core.evaluation.TokenKindLoss;
import dev.steerstream.core.statistics.Histogram;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.model.text.Tokenizer;

/**
 * Writes a profile's report: what was fitted, how well, and on what. Numbers that are not known, such as an interval over one group, are null.
 * Losses are in nats per token; {@code loss_full} and {@code loss_kept} are different quantities and stand in members of their own.
 */
final class ProfileReport {
    /** Most promoted and demoted tokens shown. */
    private static final int TOKENS = 10;

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final Tokenizer tokenizer;

    ProfileReport(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    ObjectNode of(Findings findings) {
        CalibrationResult calibration = findings.calibration();
        ObjectNode report = json.objectNode();
        ArrayNode estimators = report.putArray("estimators");
        calibration.estimators().forEach(estimated -> estimators.add(estimator(estimated)));
        calibration.spread().ifPresent(spread -> report.set("per_token", perToken(findings.direction(), spread)));
        ArrayNode others = report.putArray("per_token_others");
        findings.spreads().forEach((direction, spread) -> others.add(perToken(direction, spread)));
        report.put("estimator", findings.estimator());
        report.set("optimal", optimal(findings));
        ArrayNode curve = report.putArray("curve");
        calibration.curve().forEach(point -> curve.add(point(point)));
        number(report, "kept_gold_share", calibration.keptGoldShare());
        report.put("informative_tokens", calibration.informativeTokens());
        report.put("rows", calibration.rows());
        report.put("groups", calibration.groups());
        report.put("tokens", calibration.tokens());
        number(report, "confidence", calibration.confidence());
        FittedStrength unmasked = calibration.unmasked();
        ObjectNode full = report.putObject("unmasked").put("direction", findings.direction());
        number(full, "strength", unmasked.strength());
        interval(full, unmasked.interval());
        report.set("selection", new SelectionReport().of(findings.chosen()));
        report.set("held_out", heldOut(findings));
        report.set("promoted", pushed(calibration.meanVector(), configured(findings), 1));
        report.set("demoted", pushed(calibration.meanVector(), configured(findings), -1));
        ObjectNode guard = report.putObject("guard");
        findings.guardDivergence().ifPresent(limit -> number(guard, "kl", limit));
        findings.guardRepetition().ifPresent(limit -> number(guard, "repetition", limit));
        ObjectNode timing = report.putObject("timing");
        number(timing, "reading_seconds", findings.timing().reading());
        number(timing, "calibrating_seconds", findings.timing().calibrating());
        number(timing, "judging_seconds", findings.timing().judging());
        number(timing, "tokens_per_second", findings.timing().tokensPerSecond());
        return report;
    }

    /** The configured direction's own strength: the mean vector is that direction's. */
    private static double configured(Findings findings) {
        return findings.insufficient() ? 0 : findings.calibration().strengthInForce(findings.configured());
    }

    private ObjectNode estimator(EstimatedStrength estimated) {
        ObjectNode node = json.objectNode().put("name", estimated.name());
        number(node, "strength", estimated.strength());
        interval(node, estimated.interval());
        number(node, "gain", estimated.gain());
        return node.put("gain_unit", "nats/token");
    }

    /** How far the tokens' own strengths lie apart: what {@code mean} must be read with. */
    private ObjectNode perToken(String direction, PerTokenSpread spread) {
        ObjectNode node = json.objectNode().put("direction", direction);
        number(node, "standard_deviation", spread.standardDeviation());
        number(node, "minimum", spread.minimum());
        number(node, "lower_quartile", spread.lowerQuartile());
        number(node, "median", spread.median());
        number(node, "upper_quartile", spread.upperQuartile());
        number(node, "maximum", spread.maximum());
        Histogram histogram = spread.histogram();
        ObjectNode bins = node.putObject("histogram");
        ArrayNode edges = bins.putArray("edges");
        histogram.edges().forEach(edges::add);
        ArrayNode counts = bins.putArray("counts");
        histogram.counts().forEach(counts::add);
        bins.put("below", histogram.below()).put("above", histogram.above());
        return node;
    }

    private ObjectNode optimal(Findings findings) {
        FittedStrength optimal = findings.calibration().optimal();
        ObjectNode node = json.objectNode();
        number(node, "strength", optimal.strength());
        interval(node, optimal.interval());
        number(node, "curvature_error", optimal.curvatureError());
        node.put("bounded", optimal.bounded());
        node.put("insufficient", findings.insufficient());
        findings.reason().ifPresent(reason -> node.put("insufficient_because", reason));
        number(node, "kl", optimal.divergence());
        number(node, "warm_loss", optimal.warmLoss());
        number(node, "loss", optimal.loss());
        return node;
    }

    private ObjectNode point(CurvePoint point) {
        ObjectNode node = json.objectNode();
        number(node, "strength", point.strength());
        number(node, "loss", point.loss());
        number(node, "kl", point.divergence());
        return node;
    }

    private ObjectNode heldOut(Findings findings) {
        ObjectNode node = json.objectNode();
        if (findings.judged().isEmpty())
            return node.put("rows", 0).put("tokens", 0).put("helps", false);
        HeldOutResult judged = findings.judged().get();
        node.put("rows", judged.rows()).put("groups", judged.groups()).put("tokens", judged.tokens());
        losses(node, judged.lossFull(), judged.lossKept());
        kind(node.putObject("template"), judged.template());
        kind(node.putObject("content"), judged.content());
        ArrayNode positions = node.putArray("positions");
        judged.positions().forEach(band -> position(positions.addObject(), band));
        ObjectNode accuracy = node.putObject("token_accuracy");
        number(accuracy, "base", judged.tokenAccuracy().base());
        number(accuracy, "warm", judged.tokenAccuracy().warm());
        number(accuracy, "steered", judged.tokenAccuracy().steered());
        return node.put("helps", judged.helps());
    }

    private void kind(ObjectNode node, TokenKindLoss kind) {
        node.put("tokens", kind.tokens());
        if (kind.tokens() > 0) losses(node, kind.lossFull(), kind.lossKept());
    }

    /** The last band is open: its last place is null. */
    private void position(ObjectNode node, PositionLoss band) {
        node.put("first", band.first());
        if (band.last() == Integer.MAX_VALUE) node.putNull("last");
        else node.put("last", band.last());
        kind(node, band.loss());
    }

    private void losses(ObjectNode node, FullLoss lossFull, KeptLoss lossKept) {
        ObjectNode full = node.putObject("loss_full");
        number(full, "base", lossFull.base());
        number(full, "warm", lossFull.warm());
        number(full, "steered", lossFull.steered());
        interval(full.putObject("base_interval"), lossFull.baseInterval());
        interval(full.putObject("warm_interval"), lossFull.warmInterval());
        interval(full.putObject("steered_interval"), lossFull.steeredInterval());
        gain(full, lossFull.gain(), lossFull.gainInterval());
        ObjectNode kept = node.putObject("loss_kept");
        number(kept, "warm", lossKept.warm());
        number(kept, "steered", lossKept.steered());
        number(kept, "share", lossKept.share());
        gain(kept, lossKept.gain(), lossKept.gainInterval());
    }

    /**
     * The tokens that the strength moves most on the mean, up (sign 1) or down (sign -1), with how far in logit units; none where it moves nothing.
     */
    private ArrayNode pushed(MeanVector vector, double strength, int sign) {
        ArrayNode tokens = json.arrayNode();
        if (strength == 0) return tokens;
        for (int token : vector.mostPromoted(sign * strength, TOKENS)) {
            if (!tokenizer.isToken(token)) continue;
            ObjectNode node = tokens.addObject().put("token_id", token);
            // U+0000 cannot be stored in jsonb.
            node.put("text", tokenizer.decode(new int[] {token}, false).replace('\0', '\uFFFD'));
            number(node, "value", strength * vector.value(token));
        }
        return tokens;
    }

    private static void gain(ObjectNode node, double value, Interval interval) {
        ObjectNode gain = node.putObject("gain");
        number(gain, "value", value);
        interval(gain, interval);
    }

    private static void interval(ObjectNode node, Interval interval) {
        number(node, "low", interval.low());
        number(node, "high", interval.high());
    }

    /** JSON has no infinities. */
    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) node.put(name, value);
        else node.putNull(name);
    }
}
