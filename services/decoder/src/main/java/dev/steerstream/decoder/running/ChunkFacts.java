package dev.steerstream.decoder.running;

import dev.steerstream.core.decoding.generation.TokenChoice;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.TokenExplanation;
import java.util.List;

/** What a chunk says of its tokens beside their text; null where nobody asked. Called on the thread that publishes, not on the one that decodes. */
public interface ChunkFacts {
    List<TokenLogprob> logprobs(List<TokenChoice> tokens);

    List<TokenExplanation> explanations(List<TokenChoice> tokens);
}
