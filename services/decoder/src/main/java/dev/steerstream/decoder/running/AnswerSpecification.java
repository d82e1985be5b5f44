package dev.steerstream.decoder.running;

import dev.steerstream.core.decoding.generation.GenerationSpecification;

/**
 * The answers of one request.
 *
 * @param specification of answer 0; the others differ in their choice index
 * @param answers how many
 * @param beamWidth beams of one search that gives all of them; 1: each is decoded for itself
 * @param lengthPenalty of the search
 */
public record AnswerSpecification(
        GenerationSpecification specification, int answers, int beamWidth, double lengthPenalty) {
    /** Answers that are decoded each for itself. */
    public static AnswerSpecification each(GenerationSpecification specification, int answers) {
        return new AnswerSpecification(specification, answers, 1, 1);
    }

    boolean searches() {
        return beamWidth > 1;
    }
}
