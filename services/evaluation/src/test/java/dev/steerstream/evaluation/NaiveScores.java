package dev.steerstream.evaluation;

import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The definitions, written once more as simply as can be: whole softmaxes in double, a loop over the vocabulary for every sum, every
 * completion in a forward of its own.
 */
final class NaiveScores {
    private final LanguageModel model;
    private final String adapter;
    private final TokenBans bans;
    private final double confidence;

    NaiveScores(LanguageModel model, String adapter, TokenBans bans, double confidence) {
        this.model = model;
        this.adapter = adapter;
        this.bans = bans;
        this.confidence = confidence;
    }

    /** Of one answer token: log-probability of the reference, and whether it is the most probable. */
    record Token(double logProbability, boolean best) {}

    /** @param rule how logits come of the two models' log-probabilities and warm's logits */
    interface Rule {
        double[] logits(double[] warmLogProbabilities, double[] baseLogProbabilities, float[] warm, float[] base);
    }

    static final Rule BASE = (p, q, warm, base) -> doubles(base);
    static final Rule WARM = (p, q, warm, base) -> doubles(warm);

    static Rule delta(double strength) {
        return (p, q, warm, base) -> {
            double divergence = 0;
            for (int v = 0; v < p.length; v++) divergence += Math.exp(p[v]) * (p[v] - q[v]);
            double[] logits = doubles(warm);
            for (int v = 0; v < p.length; v++) logits[v] += strength * Math.exp(p[v]) * (divergence - (p[v] - q[v]));
            return logits;
        };
    }

    static Rule logRatio(double strength) {
        return (p, q, warm, base) -> {
            double[] logits = doubles(warm);
            for (int v = 0; v < p.length; v++) logits[v] += strength * (p[v] - q[v]);
            return logits;
        };
    }

    /** @param maskedBy whose logits the mask looks at: {@code warm}, {@code base}, or nobody's (null) */
    List<Token> tokens(TokenRow row, Rule rule, String maskedBy) {
        List<Token> tokens = new ArrayList<>();
        model.score(List.of(row), adapter, (r, t, gold, warm, base) -> {
            double[] logits = rule.logits(logSoftmax(doubles(warm)), logSoftmax(doubles(base)), warm, base);
            if (maskedBy != null) mask(logits, maskedBy.equals("warm") ? warm : base);
            double[] logProbabilities = logSoftmax(logits);
            int best = 0;
            for (int v = 1; v < logits.length; v++) best = logits[v] > logits[best] ? v : best;
            tokens.add(new Token(logProbabilities[gold], best == gold));
        });
        return tokens;
    }

    private void mask(double[] logits, float[] unsteered) {
        double most = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < logits.length; v++) if (!bans.bans(v)) most = Math.max(most, unsteered[v]);
        for (int v = 0; v < logits.length; v++) {
            if (bans.bans(v) || Math.exp(unsteered[v] - most) < confidence) logits[v] = Double.NEGATIVE_INFINITY;
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int v = 0; v < values.length; v++) doubles[v] = values[v];
        return doubles;
    }

    private static double[] logSoftmax(double[] logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (double logit : logits) most = Math.max(most, logit);
        double sum = 0;
        for (double logit : logits) sum += Math.exp(logit - most);
        double[] result = new double[logits.length];
        for (int v = 0; v < logits.length; v++) result[v] = logits[v] - most - Math.log(sum);
        return result;
    }
}
