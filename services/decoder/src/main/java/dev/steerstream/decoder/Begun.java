package dev.steerstream.decoder;

import dev.steerstream.decoder.store.Pin;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.consume.ShareHandler.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a request runs now, or how it was settled before it ran. */
sealed interface Begun {

    /**
     * It runs.
     *
     * @param profile of the pinned version; empty where the request names no task
     * @param deadline for people; by the clock of the sender
     * @param remaining until it, by the database's clock
     */
    record Running(Pin pin, Optional<SteeringProfile> profile, Instant deadline, Duration remaining) implements Begun {}

    /**
     * It does not run.
     *
     * @param stored the terminal outcome that was stored now, or empty where another was there before
     * @param became a word for the metrics where nothing was stored: repeated or conflict
     */
    record Settled(Outcome outcome, Optional<GenerationResult> stored, String became) implements Begun {}
}
