package dev.steerstream.gateway.adaptations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.WarmStartConfiguration;
import java.time.Instant;

/** What the endpoints of tasks and adaptations take and answer with. */
public final class AdaptationViews {
    private AdaptationViews() {}

    /**
     * Asks for an adaptation of a task.
     *
     * @param adaptation its id, chosen by the client so that a repeated request has no second effect; made where left out
     * @param dataset a sealed dataset
     * @param submission which version of it; left out is the newest sealed one
     * @param warmStart settings of the warm start; what is left out takes its default
     * @param calibration settings of the calibration; what is left out takes its default
     */
    public record Start(
            String adaptation,
            String dataset,
            String submission,
            WarmStartConfiguration warmStart,
            CalibrationConfiguration calibration) {}

    /** Asks to cancel, with a reason that goes to the events. */
    public record Cancel(String reason) {}

    /**
     * One adaptation.
     *
     * @param state accepted (the trainer has not stored it yet), queued, training, trained, calibrating, cancelling, succeeded, failed or cancelled
     * @param sequence counts its stored changes
     * @param progress the last one stored
     * @param heldBack why the profile that it made was not put in force: what steering gains on held-out rows, a sentence; absent where it was
     * @param profile the steering profile that it made, with its report; only where one adaptation is read
     */
    public record Adaptation(
            String adaptation,
            String task,
            String dataset,
            String submission,
            String state,
            Long sequence,
            JsonNode warmStart,
            JsonNode calibration,
            String adapterDigest,
            Long profileVersion,
            Progress progress,
            Failure failure,
            String heldBack,
            JsonNode profile,
            Instant createdAt,
            Instant startedAt,
            Instant endedAt) {

        /** Whether the trainer has a row of it. */
        boolean stored() {
            return !state.equals("accepted");
        }

        public boolean ended() {
            return state.equals("succeeded") || state.equals("failed") || state.equals("cancelled");
        }

        Adaptation withProfile(JsonNode made) {
            return new Adaptation(
                    adaptation,
                    task,
                    dataset,
                    submission,
                    state,
                    sequence,
                    warmStart,
                    calibration,
                    adapterDigest,
                    profileVersion,
                    progress,
                    failure,
                    heldBack,
                    made,
                    createdAt,
                    startedAt,
                    endedAt);
        }
    }

    /**
     * One task.
     *
     * @param state active, retired or deleted
     * @param profileVersion in force, absent where none is
     * @param profile in force; with its report only where one task is read
     * @param adaptation the newest one
     */
    public record Task(
            String task,
            String state,
            Long profileVersion,
            JsonNode profile,
            Adaptation adaptation,
            Instant createdAt) {}
}
