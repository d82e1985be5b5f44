package dev.steerstream.ingest;

import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.util.Map;

/**
 * How far one submission is. Stored after every step, so that a step never repeats after a restart.
 *
 * @param rows different row numbers seen
 * @param nextUnnumbered number of the next row that came without one
 * @param count of the end record, or null
 * @param end options of the end record, or null
 * @param bad bad rows stored
 * @param cursor next row (checking, emitting) or next bad row (rejecting) to look at
 * @param hash state of the chained hash, hex (emitting)
 * @param firstTimestamp of the first row written, ms since the epoch, or null
 * @param changedAt wall clock of the last record, ms since the epoch
 */
record Submission(
        Address address,
        Phase phase,
        long rows,
        long nextUnnumbered,
        Long count,
        SubmissionEnd end,
        long bad,
        long cursor,
        String hash,
        Long firstTimestamp,
        Map<Split, Long> splits,
        Map<String, Long> promptBytes,
        long exactDuplicates,
        long splitOverlaps,
        long changedAt) {

    /** In order; the last three have ended. */
    enum Phase {
        RECEIVING,
        CHECKING,
        EMITTING,
        REJECTING,
        SEALED,
        REJECTED,
        INCOMPLETE;

        boolean ended() {
            return compareTo(SEALED) >= 0;
        }

        boolean atWork() {
            return this == CHECKING || this == EMITTING || this == REJECTING;
        }
    }

    static Submission begin(Address address, long now) {
        return new Submission(
                address, Phase.RECEIVING, 0, 0, null, null, 0, 0, "", null, Map.of(), Map.of(), 0, 0, now);
    }

    boolean complete() {
        return count != null && rows >= count;
    }

    Submission received(boolean newRow, boolean numbered, long more, long now) {
        return new Submission(
                address,
                phase,
                rows + (newRow ? 1 : 0),
                numbered ? nextUnnumbered : nextUnnumbered + 1,
                count,
                end,
                bad + more,
                cursor,
                hash,
                firstTimestamp,
                splits,
                promptBytes,
                exactDuplicates,
                splitOverlaps,
                now);
    }

    Submission ends(long expected, SubmissionEnd options, long now) {
        return new Submission(
                address,
                phase,
                rows,
                nextUnnumbered,
                expected,
                options,
                bad,
                cursor,
                hash,
                firstTimestamp,
                splits,
                promptBytes,
                exactDuplicates,
                splitOverlaps,
                now);
    }

    Submission withBad(long more) {
        return new Submission(
                address,
                phase,
                rows,
                nextUnnumbered,
                count,
                end,
                bad + more,
                cursor,
                hash,
                firstTimestamp,
                splits,
                promptBytes,
                exactDuplicates,
                splitOverlaps,
                changedAt);
    }

    /** The next phase, from its beginning. */
    Submission enters(Phase next) {
        return new Submission(
                address,
                next,
                rows,
                nextUnnumbered,
                count,
                end,
                bad,
                0,
                hash,
                firstTimestamp,
                splits,
                promptBytes,
                exactDuplicates,
                splitOverlaps,
                changedAt);
    }

    Submission at(long next) {
        return new Submission(
                address,
                phase,
                rows,
                nextUnnumbered,
                count,
                end,
                bad,
                next,
                hash,
                firstTimestamp,
                splits,
                promptBytes,
                exactDuplicates,
                splitOverlaps,
                changedAt);
    }

    Submission counted(Map<Split, Long> bySplit, Map<String, Long> lengths, long duplicates, long overlaps) {
        return new Submission(
                address,
                phase,
                rows,
                nextUnnumbered,
                count,
                end,
                bad,
                cursor,
                hash,
                firstTimestamp,
                bySplit,
                lengths,
                duplicates,
                overlaps,
                changedAt);
    }

    Submission hashed(String state, long first) {
        return new Submission(
                address,
                phase,
                rows,
                nextUnnumbered,
                count,
                end,
                bad,
                cursor,
                state,
                first,
                splits,
                promptBytes,
                exactDuplicates,
                splitOverlaps,
                changedAt);
    }
}
