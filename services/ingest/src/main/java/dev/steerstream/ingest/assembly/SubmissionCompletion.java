package dev.steerstream.ingest.assembly;

import dev.steerstream.ingest.assembly.Submission.Census;
import dev.steerstream.ingest.assembly.Submission.Kept;
import dev.steerstream.ingest.assembly.Submission.Phase;
import dev.steerstream.ingest.assembly.SubmissionStores.NumberedRow;
import dev.steerstream.ingest.assembly.SubmissionStores.StoredRow;
import dev.steerstream.ingest.row.Address;
import dev.steerstream.ingest.row.BadRows;
import dev.steerstream.ingest.row.Hashes;
import dev.steerstream.ingest.row.PublishedRow;
import dev.steerstream.ingest.row.SplitRule;
import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DatasetHash;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.Split;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What follows when a submission is whole, a portion at a time: check all rows together, then either write them in order and seal, or reject with
 * every bad row, then drop what is no longer needed. The submission that comes back says where the next portion begins.
 */
final class SubmissionCompletion {

    /** Bad rows in one event. */
    static final int BAD_PORTION = 100;

    /** Rows looked at in one portion, and their bytes: what one transaction and the memory hold. */
    private static final int ROW_PORTION = 500;

    private static final long BYTE_PORTION = 4L << 20;
    private static final int FORGET_PORTION = 2_000;

    /** How far the broker's clock may be behind ours where the topic is stamped by the broker. */
    private static final long CLOCK_MARGIN_MILLIS = 60_000;

    private final SubmissionStores stores;
    private final int rowsPartitions;
    private final Consumer<Record<String, byte[]>> output;

    SubmissionCompletion(SubmissionStores stores, int rowsPartitions, Consumer<Record<String, byte[]>> output) {
        this.stores = stores;
        this.rowsPartitions = rowsPartitions;
        this.output = output;
    }

    Submission portion(Submission submission, long now) {
        return switch (submission.phase()) {
            case CHECKING -> check(submission);
            case EMITTING -> emit(submission, now);
            case REJECTING -> reject(submission, now);
            case SEALED, REJECTED, INCOMPLETE -> tidy(submission);
            case RECEIVING -> throw new IllegalStateException("nothing is to be done while rows are received");
        };
    }

    // ---- check: numbers, duplicates, overlap, splits

    private Submission check(Submission submission) {
        List<NumberedRow> portion =
                stores.rowsFrom(submission.address(), submission.cursor(), ROW_PORTION, BYTE_PORTION);
        Submission now = submission;
        long count = submission.ending().count();
        long next = submission.cursor();
        Tally tally = new Tally(submission);
        for (NumberedRow found : portion) {
            if (found.number() >= count) {
                now = bad(
                        now, found.number(), "header row", found.number(), "is below the end record's count " + count);
            } else {
                now = missing(now, next, found.number());
                if (found.stored().row() != null) tally.add(found.stored().row());
            }
            next = found.number() + 1;
        }
        now = now.with(tally.census());
        if (!portion.isEmpty()) return now.at(next);
        return judged(missing(now, next, count));
    }

    /** Says which rows are missing before {@code found}. Rows whose number could not be read are among them, and have complaints of their own. */
    private Submission missing(Submission submission, long expected, long found) {
        if (found <= expected || submission.arrivals().unplaced() > 0) return submission;
        String rows =
                found == expected + 1 ? "row " + expected + " is" : "rows " + expected + " to " + (found - 1) + " are";
        return bad(
                submission,
                expected,
                "header row",
                null,
                rows + " there; the end record counts " + submission.ending().count()
                        + " rows, and as many others came");
    }

    private Submission judged(Submission submission) {
        Submission now = submission;
        if (now.ending().count() == 0) {
            now = bad(now, null, "rows", 0, "are at least one; publish rows before the end record");
        } else if (now.arrivals().bad() == 0) {
            for (Split needed : List.of(Split.TRAIN, Split.CALIBRATION)) {
                if (now.census().splits().getOrDefault(needed, 0L) == 0) {
                    now = bad(
                            now,
                            null,
                            "split",
                            needed.name().toLowerCase(java.util.Locale.ROOT),
                            "has at least one row; publish more rows, mark some with this split, or change split_shares");
                }
            }
        }
        return now.enters(now.arrivals().bad() == 0 ? Phase.EMITTING : Phase.REJECTING);
    }

    private Submission bad(Submission submission, Long line, String field, Object value, String rule) {
        stores.putBad(submission.address(), submission.arrivals().bad(), BadRows.of(line, field, value, rule));
        return submission.complained(1);
    }

    /** Counts the rows of one portion on top of the portions before. */
    private final class Tally {
        private final Address address;
        private final SplitRule rule;
        private final Map<Split, Long> splits = new EnumMap<>(Split.class);
        private final Map<Long, Long> promptBytes;
        private long duplicates;
        private long overlaps;

        Tally(Submission submission) {
            address = submission.address();
            rule = SplitRule.of(submission.ending().options());
            splits.putAll(submission.census().splits());
            promptBytes = new HashMap<>(submission.census().promptBytes());
            duplicates = submission.census().exactDuplicates();
            overlaps = submission.census().splitOverlaps();
        }

        void add(PublishedRow row) {
            Split split = split(address, row, rule);
            splits.merge(split, 1L, Long::sum);
            promptBytes.merge(bound(row.promptBytes()), 1L, Long::sum);
            String prompt = Hashes.hex(Hashes.sha256(row.prompt().toString()));
            if (!stores.see(address, "pair/" + Hashes.hex(Hashes.sha256(prompt + row.completion())))) duplicates++;
            if (stores.firstSplit(address, "prompt/" + prompt, split) != split
                    && stores.see(address, "overlap/" + prompt)) {
                overlaps++;
            }
        }

        Census census() {
            return new Census(splits, promptBytes, duplicates, overlaps);
        }
    }

    /** The publisher's word for the row, else its word for another row of the group, else the hash: a group stays together. */
    private Split split(Address address, PublishedRow row, SplitRule rule) {
        if (row.split() != null) return row.split();
        String group = row.effectiveGroup();
        Split given = stores.seenSplit(address, groupMark(group));
        return given == null ? rule.split(group) : given;
    }

    /** Under which a group's given split is kept. */
    static String groupMark(String group) {
        return "group/" + Hashes.hex(Hashes.sha256(group));
    }

    // ---- emit: rows in order, the seal, the event

    private Submission emit(Submission submission, long now) {
        Address address = submission.address();
        SplitRule rule = SplitRule.of(submission.ending().options());
        boolean begun = submission.writing() != null;
        long first = begun ? submission.writing().firstTimestamp() : now;
        // Readers look for the first record at or after the first timestamp: no row may have an earlier one.
        long timestamp = Math.max(first, now);
        DatasetHash hash = begun ? new DatasetHash(submission.writing().hash()) : new DatasetHash();
        long next = submission.cursor();
        for (NumberedRow found : stores.rowsFrom(address, next, ROW_PORTION, BYTE_PORTION)) {
            StoredRow stored = found.stored();
            DatasetRow row = stored.row()
                    .normalised(
                            address,
                            found.number(),
                            split(address, stored.row(), rule),
                            submission.ending().options());
            byte[] body = Contracts.write(row);
            hash.add(body);
            output.accept(Messages.row(submission, row, body, timestamp));
            stores.putRow(address, found.number(), new StoredRow(stored.hash(), null));
            next = found.number() + 1;
        }
        Submission written =
                submission.with(new Submission.Writing(hash.state(), first)).at(next);
        return next < submission.ending().count() ? written : sealed(written, hash.hex(), timestamp);
    }

    private Submission sealed(Submission submission, String sha256, long timestamp) {
        Address address = submission.address();
        output.accept(Messages.seal(
                submission,
                new DatasetSeal(
                        address.dataset(),
                        address.submission(),
                        submission.ending().count(),
                        sha256,
                        submission.census().splits()),
                timestamp));
        long first = Math.max(0, submission.writing().firstTimestamp() - CLOCK_MARGIN_MILLIS);
        output.accept(Messages.event(
                submission,
                new DatasetEventBuilder(submission, DatasetEvent.State.SEALED, timestamp)
                        .sealed(sha256, partition(address.key(), rowsPartitions), first)
                        .build(),
                0,
                timestamp));
        return submission.enters(Phase.SEALED);
    }

    // ---- reject: every bad row in portions, then the verdict

    private Submission reject(Submission submission, long now) {
        List<BadRow> portion = stores.badFrom(submission.address(), submission.cursor(), BAD_PORTION);
        if (!portion.isEmpty()) {
            output.accept(Messages.event(
                    submission,
                    new DatasetEventBuilder(submission, DatasetEvent.State.ROWS_REJECTED, now)
                            .badRows(portion)
                            .build(),
                    submission.cursor(),
                    now));
            return submission.at(submission.cursor() + portion.size());
        }
        output.accept(Messages.event(submission, ended(submission, DatasetEvent.State.REJECTED, now), 0, now));
        return submission.enters(Phase.REJECTED);
    }

    /** An end with the first bad rows in it. */
    DatasetEvent ended(Submission submission, DatasetEvent.State state, long now) {
        return new DatasetEventBuilder(submission, state, now)
                .badRows(stores.badFrom(submission.address(), 0, BAD_PORTION))
                .build();
    }

    // ---- tidy: drop what is no longer needed

    private Submission tidy(Submission submission) {
        if (!stores.forgetWork(submission.address(), FORGET_PORTION)) return submission;
        // What never was whole can never be compared with a repetition, so it needs no hashes.
        if (submission.kept() == Kept.FORGETTING || submission.phase() == Phase.INCOMPLETE) {
            return stores.forgetRows(submission.address(), FORGET_PORTION) ? submission.with(Kept.NAME) : submission;
        }
        if (submission.phase() == Phase.SEALED) return submission.with(Kept.HASHES);
        List<NumberedRow> portion =
                stores.rowsFrom(submission.address(), submission.cursor(), ROW_PORTION, BYTE_PORTION);
        long next = submission.cursor();
        for (NumberedRow found : portion) {
            if (found.stored().row() != null) {
                stores.putRow(
                        submission.address(),
                        found.number(),
                        new StoredRow(found.stored().hash(), null));
            }
            next = found.number() + 1;
        }
        return portion.isEmpty() ? submission.with(Kept.HASHES) : submission.at(next);
    }

    /** Where the rows of a key go: the default partitioner's rule, stated here because readers are told the number. */
    static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** The histogram's bucket of a length: its upper bound, a power of two. */
    private static long bound(int bytes) {
        long bound = Integer.highestOneBit(Math.max(1, bytes));
        return bound < bytes ? 2 * bound : bound;
    }
}
