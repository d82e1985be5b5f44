package dev.steerstream.work.datasets;

import dev.steerstream.schemas.DatasetHash;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.util.function.Consumer;

/** Follows one submission through its partition and verifies it. For one thread. */
final class SubmissionReader {
    private final SealedSubmission sealed;
    private final Consumer<DatasetRow> receiver;
    private final DatasetHash hash = new DatasetHash();
    private long next;

    SubmissionReader(SealedSubmission sealed, Consumer<DatasetRow> receiver) {
        this.sealed = sealed;
        this.receiver = receiver;
    }

    /** @param bytes of the record as they stand on the log: the hash is over them */
    void row(DatasetRow row, byte[] bytes) {
        if (!row.submission().equals(sealed.submission())) return;
        if (row.row() != next) {
            if (next == 0) throw rowsMissing(sealed, "the first row that is left is " + row.row());
            throw damaged("row " + row.row() + " follows row " + (next - 1));
        }
        hash.add(bytes);
        next++;
        receiver.accept(row);
    }

    /** Whether it was this submission's seal; then everything is verified. */
    boolean seal(DatasetSeal seal) {
        if (!seal.submission().equals(sealed.submission())) return false;
        if (next == 0 && sealed.rows() > 0) throw rowsMissing(sealed, "only its seal is left");
        if (seal.rows() != sealed.rows() || next != sealed.rows()) {
            throw damaged("the seal counts " + seal.rows() + " rows, the registry " + sealed.rows() + ", and " + next
                    + " were read");
        }
        if (!hash.hex().equals(sealed.sha256()) || !seal.sha256().equals(sealed.sha256())) {
            throw damaged("the rows' sha256 is " + hash.hex() + ", the seal's " + seal.sha256() + ", the registry's "
                    + sealed.sha256());
        }
        return true;
    }

    SteerStreamException noSeal(Duration patience) {
        return SteerStreamException.passing(
                "DATASET_NOT_READABLE",
                name(sealed) + ": " + next + " of " + sealed.rows() + " rows were read, then nothing came for "
                        + patience.toSeconds() + " s",
                "It is tried again; where it stays so, look for a transaction left open on dataset-rows.");
    }

    static SteerStreamException tooFar(SealedSubmission sealed, Duration patience) {
        return SteerStreamException.passing(
                "DATASET_NOT_READABLE",
                "the first rows of " + name(sealed) + " were not reached within " + patience.toSeconds()
                        + " s: other datasets' rows lie before them on the log",
                "Try it again; the dataset itself is not touched by this.");
    }

    static SteerStreamException rowsMissing(SealedSubmission sealed, String found) {
        return SteerStreamException.user(
                "DATASET_ROWS_MISSING",
                name(sealed) + " lies no more in the topic dataset-rows: " + found,
                "Its retention has passed: publish the dataset again.");
    }

    private SteerStreamException damaged(String found) {
        return SteerStreamException.resource(
                "DATASET_DAMAGED",
                name(sealed) + " is not what was sealed: " + found,
                "Find who writes to dataset-rows besides ingest, and publish the dataset again.");
    }

    private static String name(SealedSubmission sealed) {
        return "submission " + sealed.submission() + " of dataset " + sealed.dataset() + " of tenant "
                + sealed.tenant();
    }
}
