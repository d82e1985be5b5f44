package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.decoding.guard.GuardTrip;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A finished answer. It equals what was streamed: {@code text} is the concatenation of the chunks that the listener got.
 *
 * @param text without stop strings
 * @param trace every token, an end-of-text token included
 * @param changedTokens how many tokens differ from what the plain, unmasked warm model would have chosen at that place with the same
 *     randomness; 0 where the warm row did not run
 * @param nearTies how many choices were closer than the tolerance
 * @param guardTrip where the warm model took over
 * @param score of a beam search: the sum of the log-probabilities of what was chosen from (after bias and penalties), divided by the
 *     number of tokens to the length penalty; empty where nothing was searched
 */
public record GenerationOutcome(
        String text,
        FinishReason finishReason,
        TokenTrace trace,
        int changedTokens,
        int nearTies,
        Optional<GuardTrip> guardTrip,
        OptionalDouble score) {
    GenerationOutcome withScore(double other) {
        return new GenerationOutcome(
                text, finishReason, trace, changedTokens, nearTies, guardTrip, OptionalDouble.of(other));
    }
}
