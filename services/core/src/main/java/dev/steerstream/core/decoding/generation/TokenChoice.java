package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.decoding.sequence.TopTokens;
import java.util.Optional;

/**
 * A token that an answer may take next, with what is to be remembered of it.
 *
 * @param base log p_theta over the whole vocabulary, NaN where the row did not run
 * @param warm log p_phi likewise
 * @param steered its log-probability over the candidates, before bias, penalties and temperature
 * @param divergence KL(warm || steered) of the place
 * @param changed whether the plain warm model would have chosen another token here
 * @param alternatives the most probable tokens of the place
 * @param explanation empty where nobody asked
 */
public record TokenChoice(
        int token,
        double base,
        double warm,
        double steered,
        double divergence,
        boolean changed,
        TopTokens alternatives,
        Optional<Explanation> explanation) {}
