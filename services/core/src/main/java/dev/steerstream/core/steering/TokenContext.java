package dev.steerstream.core.steering;

/** What a {@link Direction} may ask of one context: both models' distributions over the whole vocabulary, unconstrained. */
public interface TokenContext {
    /** Index of the answer's token that is to be chosen, from 0. */
    int place();

    /** {@code log p_phi(token)}. */
    double warmLogProbability(int token);

    /** {@code p_phi(token)}; 0 where it underflows. */
    double warmProbability(int token);

    /** {@code log p_theta(token)}. */
    double baseLogProbability(int token);

    /** {@code KL(p_phi || p_theta)} over the whole vocabulary. */
    double divergence();
}
