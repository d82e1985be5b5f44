package dev.steerstream.schemas;

import java.time.Instant;

/**
 * What happened to an adaptation, on {@code adaptation-events}. A consumer drops an event whose sequence is not above the highest it has seen of
 * the adaptation; progress repeats the sequence of the state it belongs to and is ordered by (fence, done) and ignored after a terminal event.
 *
 * @param sequence counts the adaptation's stored changes from 1
 * @param step checkpointed step, checkpointed only
 * @param adapterDigest trained and later
 * @param profileVersion calibrated, promoted, retired and ramped
 * @param strength signed, calibrated and later
 * @param strengthLow lower end of its interval
 * @param strengthHigh upper end of its interval
 * @param failure why it failed, why a command was ignored, why what was calibrated is not put in force, or why a ramp ended though nobody asked
 *     for its end
 * @param share of requests that the version gets from now on, 0 where its ramp has ended; ramped only
 */
public record AdaptationEvent(
        String task,
        String adaptation,
        long sequence,
        Type type,
        Instant at,
        String dataset,
        String submission,
        Progress progress,
        Long step,
        String adapterDigest,
        Long profileVersion,
        Double strength,
        Double strengthLow,
        Double strengthHigh,
        Failure failure,
        Double share) {

    public enum Type {
        QUEUED,
        STARTED,
        PROGRESS,
        CHECKPOINTED,
        TRAINED,
        CALIBRATED,
        PROMOTED,
        RETIRED,
        /** A share of requests takes the version beside the one in force, or does so no more. */
        RAMPED,
        CANCELLING,
        CANCELLED,
        FAILED,
        /** A command that changed nothing, with the reason in {@code failure}: on an ended adaptation, or refused. */
        IGNORED;

        /** Whether nothing of the adaptation's own follows; promotions may still follow a calibration. */
        public boolean terminal() {
            return this == CALIBRATED || this == CANCELLED || this == FAILED;
        }
    }

    /** The members of the first release. */
    public AdaptationEvent(
            String task,
            String adaptation,
            long sequence,
            Type type,
            Instant at,
            String dataset,
            String submission,
            Progress progress,
            Long step,
            String adapterDigest,
            Long profileVersion,
            Double strength,
            Double strengthLow,
            Double strengthHigh,
            Failure failure) {
        this(
                task,
                adaptation,
                sequence,
                type,
                at,
                dataset,
                submission,
                progress,
                step,
                adapterDigest,
                profileVersion,
                strength,
                strengthLow,
                strengthHigh,
                failure,
                null);
    }
}
