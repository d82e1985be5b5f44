package dev.steerstream.decoder.running;

import dev.steerstream.core.decoding.generation.GenerationOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a running request.
 *
 * @param outcomes one per answer, in order; where it was stopped, answers are as far as they came and those that never began are missing
 * @param firstToken when the first token of any answer was chosen, or empty
 * @param stopped why it was stopped from outside, or empty where it ended by itself
 */
public record Decoded(List<GenerationOutcome> outcomes, Optional<Instant> firstToken, Optional<StopReason> stopped) {
    public Decoded {
        outcomes = List.copyOf(outcomes);
    }
}
