package dev.steerstream.work.evaluations;

import dev.steerstream.schemas.EvaluationEvent.Type;
import dev.steerstream.schemas.Failure;

/**
 * One stored change of an evaluation and the event that tells it.
 *
 * @param type of the event
 * @param to the state it moves to, or null where it stays
 * @param step checkpointed only
 * @param measuresDigest evaluated only
 * @param reportDigest evaluated only
 * @param doseDigest evaluated only, or null
 * @param failure failed and ignored
 */
public record EvaluationChange(
        Type type,
        EvaluationState to,
        Long step,
        String measuresDigest,
        String reportDigest,
        String doseDigest,
        Failure failure) {

    public static EvaluationChange started() {
        return plain(Type.STARTED, EvaluationState.EVALUATING);
    }

    public static EvaluationChange checkpointed(long step) {
        return new EvaluationChange(Type.CHECKPOINTED, null, step, null, null, null, null);
    }

    /**
     * Ends the evaluation as succeeded.
     *
     * @param doseDigest null where there is no dose-response
     */
    public static EvaluationChange evaluated(String measuresDigest, String reportDigest, String doseDigest) {
        return new EvaluationChange(
                Type.EVALUATED, EvaluationState.SUCCEEDED, null, measuresDigest, reportDigest, doseDigest, null);
    }

    public static EvaluationChange cancelling() {
        return plain(Type.CANCELLING, EvaluationState.CANCELLING);
    }

    public static EvaluationChange cancelled() {
        return plain(Type.CANCELLED, EvaluationState.CANCELLED);
    }

    public static EvaluationChange failed(Failure failure) {
        return new EvaluationChange(Type.FAILED, EvaluationState.FAILED, null, null, null, null, failure);
    }

    /** A command that changed nothing, and why. */
    public static EvaluationChange ignored(Failure reason) {
        return new EvaluationChange(Type.IGNORED, null, null, null, null, null, reason);
    }

    private static EvaluationChange plain(Type type, EvaluationState to) {
        return new EvaluationChange(type, to, null, null, null, null, null);
    }
}
