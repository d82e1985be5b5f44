package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.decoding.sequence.TopTokens;
import java.util.Optional;

/**
 * Why a place has its token: the most probable tokens of the place under each distribution, over the whole vocabulary for base and warm, over
 * what could be chosen for steered. Immutable.
 *
 * @param base empty where the base row did not run
 * @param warm empty where the warm row did not run
 * @param steered as {@link TopTokens} says; of a mode that steers nothing it is that model's, under the bans
 * @param warmChoice what the plain warm model would have chosen here under the same bans, adjustments and randomness; -1 where nothing is to
 *     be compared
 */
public record Explanation(Optional<TopTokens> base, Optional<TopTokens> warm, TopTokens steered, int warmChoice) {}
