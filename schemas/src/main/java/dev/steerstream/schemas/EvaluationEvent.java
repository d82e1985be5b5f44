package dev.steerstream.schemas;

import java.time.Instant;

/**
 * What happened to an evaluation, on {@code evaluation-events}; sequence and progress are ordered as those of {@link AdaptationEvent}.
 *
 * @param sequence counts the evaluation's stored changes from 1
 * @param adaptation whose profile is judged
 * @param step rows whose results are kept, checkpointed only
 * @param measuresDigest of the stored measures, evaluated only
 * @param reportDigest of the stored report page, evaluated only
 * @param doseDigest of the stored dose-response, evaluated only; null where none was asked for
 */
public record EvaluationEvent(
        String task,
        String evaluation,
        long sequence,
        Type type,
        Instant at,
        String adaptation,
        Long profileVersion,
        String dataset,
        String submission,
        Progress progress,
        Long step,
        String measuresDigest,
        String reportDigest,
        Failure failure,
        String doseDigest) {

    public enum Type {
        QUEUED,
        STARTED,
        PROGRESS,
        CHECKPOINTED,
        EVALUATED,
        CANCELLING,
        CANCELLED,
        FAILED,
        /** A command that changed nothing, with the reason in {@code failure}: on an ended evaluation, or refused. */
        IGNORED;

        /** Whether nothing of the evaluation's own follows. */
        public boolean terminal() {
            return this == EVALUATED || this == CANCELLED || this == FAILED;
        }
    }

    /** The members of the first release. */
    public EvaluationEvent(
            String task,
            String evaluation,
            long sequence,
            Type type,
            Instant at,
            String adaptation,
            Long profileVersion,
            String dataset,
            String submission,
            Progress progress,
            Long step,
            String measuresDigest,
            String reportDigest,
            Failure failure) {
        this(
                task,
                evaluation,
                sequence,
                type,
                at,
                adaptation,
                profileVersion,
                dataset,
                submission,
                progress,
                step,
                measuresDigest,
                reportDigest,
                failure,
                null);
    }
}
