package dev.steerstream.core.observation;

/**
 * One answer token whose gold token survived: all that the loss as a function of the strength needs. With z the warm logits of the
 * candidates, {@code l = log softmax(z)} and delta the vector, the loss is {@code log sum exp(l + mu delta) - l(y) - mu delta(y)}.
 *
 * <p>Candidates are kept one by one, or, in the long tail, as lumps: tokens with nearly the same vector value stand together as their log
 * mass, mean and variance of delta, and contribute {@code exp(l + mu mean + mu^2 variance / 2)}, see {@link ObservationBuilder} for the
 * error's bound. Sums over the candidates (mean, variance, squared norm) are exact, taken before lumping. A point mass (one candidate)
 * keeps no candidates: its loss is 0 at any strength. Immutable; arrays are shared within the package only.
 */
public final class TokenObservation {
    /** Index of the prompt group of that row. */
    final int group;
    /** How many tokens survived the mask. */
    final int survivors;
    /** l(y). */
    final double goldLogWeight;
    /** delta(y). */
    final double goldVector;
    /** sum q delta. */
    final double mean;
    /** Var_q(delta). */
    final double variance;
    /** ||delta||^2. */
    final double squaredNorm;
    /** sum p_phi delta over the survivors, p_phi not renormalised. */
    final double publishedMean;

    /** log q of the candidates kept one by one, then of the lumps. */
    final double[] logWeights;
    /** delta of the same; a lump's mean. */
    final double[] vectors;
    /** Var(delta) within each lump. */
    final double[] lumpVariances;
    /** The width of the interval that each lump's delta values lie in. */
    final double[] lumpWidths;

    TokenObservation(
            int group,
            int survivors,
            double goldLogWeight,
            double goldVector,
            double mean,
            double variance,
            double squaredNorm,
            double publishedMean,
            double[] logWeights,
            double[] vectors,
            double[] lumpVariances,
            double[] lumpWidths) {
        this.group = group;
        this.survivors = survivors;
        this.goldLogWeight = goldLogWeight;
        this.goldVector = goldVector;
        this.mean = mean;
        this.variance = variance;
        this.squaredNorm = squaredNorm;
        this.publishedMean = publishedMean;
        this.logWeights = logWeights;
        this.vectors = vectors;
        this.lumpVariances = lumpVariances;
        this.lumpWidths = lumpWidths;
    }

    /** How many candidates are kept one by one: the lumps come after them. */
    int singles() {
        return logWeights.length - lumpVariances.length;
    }

    /** More than one token could still be chosen, so the strength matters. */
    public boolean informative() {
        return logWeights.length > 1;
    }

    /** Index of the prompt group that its row belongs to. */
    public int group() {
        return group;
    }

    /** How many tokens survived the mask. */
    public int survivors() {
        return survivors;
    }

    /** Var_q(delta_t). */
    public double variance() {
        return variance;
    }

    /** ||delta_t||^2. */
    public double squaredNorm() {
        return squaredNorm;
    }

    /** a_t. */
    public double advantage() {
        return goldVector - mean;
    }

    /** a_t as printed, with p_phi not renormalised. */
    public double publishedAdvantage() {
        return goldVector - publishedMean;
    }

    /** Memory, without headers. */
    long bytes() {
        return 96 + 16L * (logWeights.length + lumpVariances.length);
    }
}
