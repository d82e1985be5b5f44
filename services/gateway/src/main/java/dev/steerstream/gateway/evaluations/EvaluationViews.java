package dev.steerstream.gateway.evaluations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import java.time.Instant;

/** What the endpoints of evaluations take and answer with. */
public final class EvaluationViews {
    private EvaluationViews() {}

    /**
     * Asks for an evaluation of a task's profile.
     *
     * @param evaluation its id, chosen by the client so that a repeated request has no second effect; made where left out
     * @param profileVersion which version; left out is the one in force
     * @param dataset a sealed dataset; left out is the one that the profile was adapted with
     * @param submission which version of it; left out is the newest sealed one of a named dataset
     * @param settings which rows, and how; what is left out takes its default
     */
    public record Start(
            String evaluation,
            Long profileVersion,
            String dataset,
            String submission,
            EvaluationConfiguration settings) {}

    /** Asks to cancel, with a reason that goes to the command. */
    public record Cancel(String reason) {}

    /**
     * One evaluation.
     *
     * @param state accepted (the extractor has not stored it yet), queued, evaluating, cancelling, succeeded, failed or cancelled
     * @param sequence counts its stored changes
     * @param progress the last one stored
     * @param measuresDigest sha256 of the measures as they are stored
     * @param reportDigest sha256 of the report page as it is stored
     * @param doseDigest sha256 of the dose-response as it is stored; absent where none was asked for
     * @param measures what was found; only where one evaluation is read
     */
    public record Evaluation(
            String evaluation,
            String task,
            String adaptation,
            Long profileVersion,
            String dataset,
            String submission,
            String state,
            Long sequence,
            JsonNode settings,
            String measuresDigest,
            String reportDigest,
            String doseDigest,
            Progress progress,
            Failure failure,
            JsonNode measures,
            Instant createdAt,
            Instant startedAt,
            Instant endedAt) {

        boolean ended() {
            return state.equals("succeeded") || state.equals("failed") || state.equals("cancelled");
        }

        /** Whether the extractor has a row of it. */
        boolean stored() {
            return !state.equals("accepted");
        }

        Evaluation withMeasures(JsonNode found) {
            return new Evaluation(
                    evaluation,
                    task,
                    adaptation,
                    profileVersion,
                    dataset,
                    submission,
                    state,
                    sequence,
                    settings,
                    measuresDigest,
                    reportDigest,
                    doseDigest,
                    progress,
                    failure,
                    found,
                    createdAt,
                    startedAt,
                    endedAt);
        }
    }
}
