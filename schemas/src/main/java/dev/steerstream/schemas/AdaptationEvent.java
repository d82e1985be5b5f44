package dev.steerstream.schemas;

import java.time.Instant;

/**
 * What happened to an adaptation, on {@code adaptation-events}. A consumer drops an event whose sequence is not above the highest it has seen of
 * the adaptation; progress repeats the sequence of the state it belongs to and is ordered by (fence, done) and ignored after a terminal event.
 *
 * @param sequence counts the adaptation's stored changes from 1
 * @param step checkpointed step, checkpointed only
 * @param adapterDigest trained and later
 * @param profileVersion calibrated, promoted and retired
 * @param strength signed, calibrated and later
 * @param strengthLow lower end of its interval
 * @param strengthHigh upper end of its interval
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
        Failure failure) {

    public enum Type {
        QUEUED,
        STARTED,
        PROGRESS,
        CHECKPOINTED,
        TRAINED,
        CALIBRATED,
        PROMOTED,
        RETIRED,
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
}
