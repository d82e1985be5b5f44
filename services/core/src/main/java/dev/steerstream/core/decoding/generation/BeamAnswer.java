package dev.steerstream.core.decoding.generation;

import java.util.List;

/**
 * One answer that a beam search found.
 *
 * @param outcome with its score
 * @param tokens what a streamed answer would have been
 */
public record BeamAnswer(GenerationOutcome outcome, List<GeneratedToken> tokens) {
    public BeamAnswer {
        tokens = List.copyOf(tokens);
    }
}
