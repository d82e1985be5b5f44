package dev.steerstream.evaluation.generation;

import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.guard.Repetition;

/**
 * One answer.
 *
 * @param text without the end of the text
 * @param tokens the end of the text included
 * @param repetition share of its 4-grams of tokens that it has said before
 */
public record GeneratedAnswer(String text, int tokens, double repetition) {
    static GeneratedAnswer of(GenerationOutcome outcome) {
        int[] tokens = outcome.trace().tokens();
        return new GeneratedAnswer(outcome.text(), tokens.length, Repetition.rate(tokens, 0, tokens.length));
    }
}
