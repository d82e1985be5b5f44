package dev.steerstream.core.steering;

import dev.steerstream.core.distribution.Candidates;

/** What a computed step offers to whoever chooses its token. Speaks of the last computation. */
public interface SteeredTokens {
    /** The tokens that may be chosen, with their steered logits. */
    Candidates candidates();

    /** KL(warm || steered) in nats over the candidates, both under the same mask and penalty: 0 where nothing is steered. */
    double divergence();

    /** log p_phi over the whole vocabulary, or NaN where the warm row was not given. */
    double warmLogProbability(int token);

    /** log p_theta over the whole vocabulary, or NaN where the base row was not given. */
    double baseLogProbability(int token);

    /** log softmax of the candidates' logits as steering left them; minus infinity for a removed token. */
    double steeredLogProbability(int token);
}
