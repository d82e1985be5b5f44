package dev.steerstream.core.steering;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.Distribution;
import dev.steerstream.core.distribution.NonFiniteLogitsException;

/**
 * Computes one decoding step: from the rows' logits to the logits of the tokens that may be chosen. The order is fixed: (1) the vector
 * from the unconstrained models, (2) bans, (3) survivors relative to the maximum among the allowed, (4) steering. What comes after (bias,
 * temperature, top-k, top-p, min-p) works on {@link #candidates}.
 *
 * <p>The one-survivor shortcut: where masked tokens are removed and one token survives, the distribution is a point mass whatever the
 * strength is, so {@code base} may be missing then; it may be missing too where the strength is 0. Both are exact.
 *
 * <p>A reused workspace of a few arrays {@code [vocab]}: every accessor speaks of the last {@link #compute}. Not thread-safe: one thread.
 */
public final class SteeringStep {
    private final Distribution warm;
    private final Distribution base;
    private final Survivors survivors;
    private final Candidates candidates;
    private final double[] vector;
    private boolean warmKnown;
    private boolean baseKnown;
    private double divergence;
    private double logNormaliser;

    public SteeringStep(int vocabularySize) {
        warm = new Distribution("warm", vocabularySize);
        base = new Distribution("base", vocabularySize);
        survivors = new Survivors(vocabularySize);
        candidates = new Candidates(vocabularySize);
        vector = new double[vocabularySize];
    }

    /**
     * @param position index of the answer's token, for errors
     * @param warmLogits {@code [vocab]}, or null where the mode is BASE
     * @param baseLogits {@code [vocab]}, or null where the mode is WARM, the strength 0, or one token survives
     * @return this
     * @throws NonFiniteLogitsException for NaN or infinity in a given row, or where the strength drives a logit to infinity
     * @throws NoTokenAllowedException where every token is banned
     */
    public SteeringStep compute(
            Steering steering, TokenBans bans, int position, float[] warmLogits, float[] baseLogits) {
        warmKnown = warmLogits != null;
        baseKnown = baseLogits != null;
        if (warmKnown) {
            warm.set(warmLogits, position);
        }
        if (baseKnown) {
            base.set(baseLogits, position);
        }
        boolean fromBase = steering.mode() == Mode.BASE;
        float[] unsteered = fromBase ? baseLogits : warmLogits;
        if (unsteered == null) {
            throw new IllegalArgumentException("Mode " + steering.mode() + " needs the " + (fromBase ? "base" : "warm")
                    + " row's logits at answer position " + position + ".");
        }
        steering.mask().select(unsteered, bans, position, survivors);
        double strength = steering.mode() == Mode.STEERED ? steering.strength().value() : 0;
        boolean pointMass = steering.removes() && survivors.size() == 1;
        boolean steers = strength != 0 && !pointMass;
        if (steers) {
            requireBase(position);
            steering.direction().write(warm, base, vector);
        }
        fill(steering, bans, position, unsteered, steers ? strength : 0);
        logNormaliser = candidates.logSumExp();
        divergence = divergence(fromBase ? base : warm, unsteered);
        return this;
    }

    private void requireBase(int position) {
        if (!baseKnown) {
            throw new IllegalArgumentException("Steering with " + survivors.size()
                    + " survivors needs the base row's logits at answer position " + position + ".");
        }
    }

    private void fill(Steering steering, TokenBans bans, int position, float[] unsteered, double strength) {
        candidates.clear();
        if (steering.removes()) {
            for (int i = 0; i < survivors.size(); i++) {
                int v = survivors.token(i);
                addSteered(v, unsteered[v], strength, position);
            }
            return;
        }
        int next = 0;
        for (int v = 0; v < unsteered.length; v++) {
            if (next < survivors.size() && survivors.token(next) == v) {
                addSteered(v, unsteered[v], strength, position);
                next++;
            } else if (!bans.bans(v)) {
                candidates.add(v, unsteered[v] + steering.penalty());
            }
        }
    }

    private void addSteered(int token, float logit, double strength, int position) {
        double steered = strength == 0 ? logit : logit + strength * vector[token];
        if (!Double.isFinite(steered)) {
            throw new NonFiniteLogitsException("steered", position, token, steered);
        }
        candidates.add(token, steered);
    }

    /** With q the unsteered row over the candidates and s the steered logits: {@code KL = LSE(s) - LSE(z) - sum q (s - z)}. */
    private double divergence(Distribution row, float[] unsteered) {
        double mass = 0;
        double shift = 0;
        for (int i = 0; i < candidates.size(); i++) {
            int v = candidates.token(i);
            double p = row.probability(v);
            mass += p;
            shift += p * (candidates.logit(i) - unsteered[v]);
        }
        if (mass == 0) { // all candidates lie in the tail that underflows: relative to the tail they are few
            return 0;
        }
        return Math.max(0, logNormaliser - (row.logNormaliser() + Math.log(mass)) - shift / mass);
    }

    /** The tokens that may be chosen, with their steered logits. */
    public Candidates candidates() {
        return candidates;
    }

    /** The tokens that the confidence mask keeps. */
    public Survivors survivors() {
        return survivors;
    }

    /** KL(unsteered || steered) in nats, the unsteered row renormalised over the candidates: 0 where nothing is steered. */
    public double divergence() {
        return divergence;
    }

    /** log p_phi over the whole vocabulary, or NaN where the warm row was not given. */
    public double warmLogProbability(int token) {
        return warmKnown ? warm.logProbability(token) : Double.NaN;
    }

    /** log p_theta over the whole vocabulary, or NaN where the base row was not given. */
    public double baseLogProbability(int token) {
        return baseKnown ? base.logProbability(token) : Double.NaN;
    }

    /** log softmax of the candidates' logits as steering left them; minus infinity for a removed token. */
    public double steeredLogProbability(int token) {
        int index = candidates.indexOf(token);
        return index < 0 ? Double.NEGATIVE_INFINITY : candidates.logit(index) - logNormaliser;
    }
}
