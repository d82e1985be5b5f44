package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.sampling.RankedCandidates;
import dev.steerstream.core.sampling.TokenSampler;
import dev.steerstream.core.steering.SteeredTokens;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.SummaryStep;

/**
 * The buffers that all answers of one decoding thread share, about 108 bytes per vocabulary entry. Nothing in them outlives a token.
 * Not thread-safe: one thread.
 */
public final class DecodingWorkspace {
    final int vocabularySize;
    final SteeringStep step;
    final SummaryStep summaryStep;
    final TokenSampler sampler;
    final RankedCandidates ranked;
    final Candidates adjusted;
    final Candidates plainWarm;

    /** The step that was computed last: one of the two. */
    SteeredTokens steered;

    public DecodingWorkspace(int vocabularySize) {
        this.vocabularySize = vocabularySize;
        step = new SteeringStep(vocabularySize);
        summaryStep = new SummaryStep(vocabularySize);
        sampler = new TokenSampler(vocabularySize);
        ranked = new RankedCandidates(vocabularySize);
        adjusted = new Candidates(vocabularySize);
        plainWarm = new Candidates(vocabularySize);
    }
}
