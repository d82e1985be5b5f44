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
 * <p>A reused workspace of a few arrays {@code [vocab]}: every accessor speaks of the last {@link #apply}. Not thread-safe: one thread.
 */
public final class SteeringStep implements SteeredTokens {
    private final Distribution warm;
    private final Distribution base;
    private final Survivors survivors;
    private final Candidates candidates;
    private final double[] vector;
    private final TokenContext context = new LoadedContext();
    private float[] warmRow;
    private float[] baseRow;
    private int position;
    private Direction written;
    private double warmFromBase;
    private double divergence;
    private double maximum;
    private double logSum;

    public SteeringStep(int vocabularySize) {
        warm = new Distribution("warm", vocabularySize);
        base = new Distribution("base", vocabularySize);
        survivors = new Survivors(vocabularySize);
        candidates = new Candidates(vocabularySize);
        vector = new double[vocabularySize];
    }

    /**
     * {@link #load} and {@link #apply} in one.
     *
     * @param warmLogits {@code [vocab]}, or null where the mode is BASE
     * @param baseLogits {@code [vocab]}, or null where the mode is WARM, the strength 0, or one token survives
     */
    public SteeringStep compute(Steering steering, TokenBans bans, int place, float[] warmLogits, float[] baseLogits) {
        return load(place, warmLogits, baseLogits).apply(steering, bans);
    }

    /**
     * Takes one context's rows, at least one of them; they are read until the next load.
     *
     * @param place index of the answer's token, for errors
     * @throws NonFiniteLogitsException for NaN or infinity in a given row
     */
    public SteeringStep load(int place, float[] warmLogits, float[] baseLogits) {
        position = place;
        warmRow = warmLogits;
        baseRow = baseLogits;
        written = null;
        warmFromBase = Double.NaN;
        if (warmRow != null) {
            warm.set(warmRow, place);
        }
        if (baseRow != null) {
            base.set(baseRow, place);
        }
        return this;
    }

    /**
     * Steers the loaded context; may be called again with another steering.
     *
     * @throws NonFiniteLogitsException where the strength drives a logit to infinity
     * @throws NoTokenAllowedException where every token is banned
     */
    public SteeringStep apply(Steering steering, TokenBans bans) {
        boolean fromBase = steering.mode() == Mode.BASE;
        float[] unsteered = fromBase ? baseRow : warmRow;
        if (unsteered == null) {
            throw new IllegalArgumentException("Mode " + steering.mode() + " needs the " + (fromBase ? "base" : "warm")
                    + " row's logits at answer position " + position + ".");
        }
        steering.mask().select(unsteered, bans, position, survivors);
        boolean pointMass = steering.removes() && survivors.size() == 1;
        boolean moves = steering.moves() && !pointMass;
        if (moves) {
            requireRows(steering.needsBase());
        }
        fill(steering, bans, unsteered, moves);
        maximum = candidates.maximum();
        logSum = candidates.logSum(maximum);
        divergence = moves ? divergence(unsteered) : 0;
        return this;
    }

    private void requireRows(boolean both) {
        if (warmRow == null || (both && baseRow == null)) {
            throw new IllegalArgumentException(
                    "A steering vector needs the warm and the base row's logits at answer position " + position + ".");
        }
    }

    /**
     * The loaded context's vector over the whole vocabulary.
     *
     * @return {@code [vocab]}, valid until the next load; not to be changed
     */
    public double[] vector(Direction direction) {
        requireRows(direction.needsBase());
        if (!direction.equals(written)) {
            for (int v = 0; v < vector.length; v++) {
                vector[v] = direction.at(v, context);
            }
            written = direction;
        }
        return vector;
    }

    private void fill(Steering steering, TokenBans bans, float[] unsteered, boolean moves) {
        candidates.clear();
        if (steering.removes()) {
            for (int i = 0; i < survivors.size(); i++) {
                int v = survivors.token(i);
                addSteered(v, unsteered[v], steering, moves);
            }
            return;
        }
        int next = 0;
        for (int v = 0; v < unsteered.length; v++) {
            if (next < survivors.size() && survivors.token(next) == v) {
                addSteered(v, unsteered[v], steering, moves);
                next++;
            } else if (!bans.bans(v)) {
                candidates.add(v, unsteered[v] + steering.penalty());
            }
        }
    }

    private void addSteered(int token, float logit, Steering steering, boolean moves) {
        double steered = moves ? logit + steering.move(token, context) : logit;
        if (!Double.isFinite(steered)) {
            throw new NonFiniteLogitsException("steered", position, token, steered);
        }
        candidates.add(token, steered);
    }

    /**
     * With z the warm logits of the candidates (penalty included), q their softmax and s the steered logits:
     * {@code KL(q || softmax(s)) = LSE(s) - LSE(z) - sum q (s - z)}, where s - z is 0 off the survivors.
     */
    private double divergence(float[] unsteered) {
        boolean penalised = candidates.size() > survivors.size();
        double rest = 0;
        double mass = 0;
        double shift = 0;
        int next = 0;
        for (int i = 0; i < candidates.size(); i++) {
            int v = candidates.token(i);
            double p = warm.probability(v);
            if (!penalised || (next < survivors.size() && survivors.token(next) == v)) {
                next++;
                mass += p;
                shift += p * (candidates.logit(i) - unsteered[v]);
            } else {
                rest += p * Math.exp(candidates.logit(i) - unsteered[v]);
            }
        }
        double total = mass + rest;
        if (total == 0) { // bans left only tokens whose probability underflows
            return 0;
        }
        return Math.max(0, (maximum - warm.maximum()) + (logSum - warm.logSum() - Math.log(total)) - shift / total);
    }

    /** p_phi over the whole vocabulary; meaningful where the warm row was loaded. */
    public Distribution warm() {
        return warm;
    }

    /** p_theta over the whole vocabulary; meaningful where the base row was loaded. */
    public Distribution base() {
        return base;
    }

    @Override
    public Candidates candidates() {
        return candidates;
    }

    /** The tokens that the confidence mask keeps. */
    public Survivors survivors() {
        return survivors;
    }

    @Override
    public double divergence() {
        return divergence;
    }

    @Override
    public double warmLogProbability(int token) {
        return warmRow != null ? warm.logProbability(token) : Double.NaN;
    }

    @Override
    public double baseLogProbability(int token) {
        return baseRow != null ? base.logProbability(token) : Double.NaN;
    }

    @Override
    public double steeredLogProbability(int token) {
        int index = candidates.indexOf(token);
        return index < 0 ? Double.NEGATIVE_INFINITY : candidates.logit(index) - maximum - logSum;
    }

    /** The loaded rows, as a direction sees them. */
    private final class LoadedContext implements TokenContext {
        @Override
        public int place() {
            return position;
        }

        @Override
        public double warmLogProbability(int token) {
            return warm.logProbability(token);
        }

        @Override
        public double warmProbability(int token) {
            return warm.probability(token);
        }

        @Override
        public double baseLogProbability(int token) {
            return base.logProbability(token);
        }

        @Override
        public double divergence() {
            if (Double.isNaN(warmFromBase)) {
                warmFromBase = warm.divergence(base);
            }
            return warmFromBase;
        }
    }
}
