package dev.steerstream.ingest.assembly;

import dev.steerstream.ingest.row.Address;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.util.Map;

/**
 * How far one submission is. Stored with every step, in the step's transaction, so that no step is done twice.
 *
 * @param ending what the end record said, or null while none came
 * @param cursor next row (checking, emitting, tidying) or next bad row (rejecting) to look at
 * @param writing what was written of it, or null before
 * @param conflicts records refused since it is whole
 * @param changedAt wall clock of the last record, ms since the epoch
 */
record Submission(
        Address address,
        Phase phase,
        Arrivals arrivals,
        Ending ending,
        Census census,
        long cursor,
        Writing writing,
        int conflicts,
        Kept kept,
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
    }

    /** What the stores still hold of it: what is not needed goes in portions. The name stays for good: an id is never used for two contents. */
    enum Kept {
        EVERYTHING,
        HASHES,
        FORGETTING,
        NAME
    }

    /**
     * What came.
     *
     * @param rows different rows seen, bad ones too
     * @param unplaced of them, those whose number could not be read
     * @param numbered whether rows carry numbers, decided by the first one; null before
     * @param bad complaints stored
     */
    record Arrivals(long rows, long unplaced, Boolean numbered, long bad) {}

    /** What the end record said. */
    record Ending(long count, SubmissionEnd options, String traceParent) {}

    /**
     * What checking counted.
     *
     * @param promptBytes histogram of prompt lengths: upper bound in bytes to rows
     */
    record Census(Map<Split, Long> splits, Map<Long, Long> promptBytes, long exactDuplicates, long splitOverlaps) {}

    /**
     * What was written.
     *
     * @param hash state of the chained hash
     * @param firstTimestamp of the first row, ms since the epoch
     */
    record Writing(byte[] hash, long firstTimestamp) {}

    static Submission begin(Address address, long now) {
        return new Submission(
                address,
                Phase.RECEIVING,
                new Arrivals(0, 0, null, 0),
                null,
                new Census(Map.of(), Map.of(), 0, 0),
                0,
                null,
                0,
                Kept.EVERYTHING,
                now);
    }

    boolean whole() {
        return ending != null && arrivals.rows() >= ending.count();
    }

    /** Whether a portion of work waits. */
    boolean atWork() {
        return switch (phase) {
            case RECEIVING -> false;
            case CHECKING, EMITTING, REJECTING -> true;
            case SEALED, REJECTED, INCOMPLETE -> kept == Kept.EVERYTHING || kept == Kept.FORGETTING;
        };
    }

    Submission touched(long now) {
        return new Submission(address, phase, arrivals, ending, census, cursor, writing, conflicts, kept, now);
    }

    Submission with(Arrivals came) {
        return new Submission(address, phase, came, ending, census, cursor, writing, conflicts, kept, changedAt);
    }

    Submission with(Ending said) {
        return new Submission(address, phase, arrivals, said, census, cursor, writing, conflicts, kept, changedAt);
    }

    Submission with(Census counted) {
        return new Submission(address, phase, arrivals, ending, counted, cursor, writing, conflicts, kept, changedAt);
    }

    Submission with(Writing written) {
        return new Submission(address, phase, arrivals, ending, census, cursor, written, conflicts, kept, changedAt);
    }

    Submission with(Kept left) {
        return new Submission(address, phase, arrivals, ending, census, cursor, writing, conflicts, left, changedAt);
    }

    Submission at(long next) {
        return new Submission(address, phase, arrivals, ending, census, next, writing, conflicts, kept, changedAt);
    }

    Submission conflicting() {
        return new Submission(
                address, phase, arrivals, ending, census, cursor, writing, conflicts + 1, kept, changedAt);
    }

    /** With more complaints stored. */
    Submission complained(long more) {
        return with(new Arrivals(arrivals.rows(), arrivals.unplaced(), arrivals.numbered(), arrivals.bad() + more));
    }

    /** The next phase, from its beginning. */
    Submission enters(Phase next) {
        return new Submission(address, next, arrivals, ending, census, 0, writing, conflicts, kept, changedAt);
    }
}
