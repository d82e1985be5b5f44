package dev.steerstream.core.steering;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.NonFiniteLogitsException;

/**
 * The decoding step of {@link SteeringStep}, computed from a {@link RowsSummary}: the same formulas over the survivors only, the
 * sums over the vocabulary being known. Equal to it up to the rounding of those sums.
 *
 * <p>A reused workspace: every accessor speaks of the last {@link #compute}. Not thread-safe: one thread.
 */
public final class SummaryStep implements SteeredTokens {
    private final Candidates candidates;
    private final int[] listed; // index in the summary of each candidate
    private RowsSummary summary;
    private double maximum;
    private double logSum;
    private double divergence;
    private int warmChoice;

    public SummaryStep(int vocabularySize) {
        candidates = new Candidates(vocabularySize);
        listed = new int[vocabularySize];
    }

    /**
     * @param place index of the answer's token, for errors
     * @param rows must cover the steering and the bans
     * @throws NonFiniteLogitsException where the strength drives a logit to infinity
     */
    public SummaryStep compute(Steering steering, TokenBans bans, int place, RowsSummary rows) {
        if (!rows.covers(steering, bans)) {
            throw new IllegalArgumentException("The summary at answer position " + place
                    + " does not list all tokens that this steering may choose.");
        }
        summary = rows;
        int best = rows.best();
        warmChoice = rows.token(best);
        select(rows.warm(best) + Math.log(steering.confidence()), bans);
        boolean moves = candidates.size() > 1 && steering.moves();
        TokenContext context = rows.context(place);
        double mass = 0;
        double shift = 0;
        for (int i = 0; i < candidates.size(); i++) {
            double p = Math.exp(rows.warmLogProbability(listed[i]));
            double moved = moves ? steering.move(candidates.token(i), context) : 0;
            if (!Double.isFinite(moved)) {
                throw new NonFiniteLogitsException("steered", place, candidates.token(i), moved);
            }
            candidates.set(i, candidates.logit(i) + moved);
            mass += p;
            shift += p * (candidates.logit(i) - rows.warm(listed[i])); // as rounded: huge logits swallow small moves
        }
        maximum = candidates.maximum();
        logSum = candidates.logSum(maximum);
        // KL(q || softmax(s)) = LSE(s) - LSE(z) - sum q (s - z), z the survivors' warm logits and q their softmax
        divergence = moves
                ? Math.max(
                        0,
                        (maximum - rows.warmMaximum()) + (logSum - rows.warmLogSum() - Math.log(mass)) - shift / mass)
                : 0;
        return this;
    }

    private void select(double threshold, TokenBans bans) {
        candidates.clear();
        for (int i = 0; i < summary.size(); i++) {
            if (summary.warm(i) >= threshold && !bans.bans(summary.token(i))) {
                listed[candidates.size()] = i;
                candidates.add(summary.token(i), summary.warm(i));
            }
        }
    }

    /** The warm model's own best token among the allowed. */
    public int warmChoice() {
        return warmChoice;
    }

    @Override
    public Candidates candidates() {
        return candidates;
    }

    @Override
    public double divergence() {
        return divergence;
    }

    @Override
    public double warmLogProbability(int token) {
        return summary.warmLogProbability(index(token));
    }

    @Override
    public double baseLogProbability(int token) {
        return summary.baseLogProbability(index(token));
    }

    @Override
    public double steeredLogProbability(int token) {
        int index = candidates.indexOf(token);
        return index < 0 ? Double.NEGATIVE_INFINITY : candidates.logit(index) - maximum - logSum;
    }

    private int index(int token) {
        int candidate = candidates.indexOf(token);
        if (candidate < 0) {
            throw new IllegalArgumentException("Token " + token + " is no candidate of this step.");
        }
        return listed[candidate];
    }
}
