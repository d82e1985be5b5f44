package dev.steerstream.ingest;

import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DatasetHash;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.Split;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What follows when a submission is whole, a portion at a time: check all rows together, then either write them in order and seal, or reject with
 * every bad row. The submission that comes back says where the next portion begins.
 */
final class SubmissionCompletion {

    /** Bad rows in one event. */
    static final int BAD_PORTION = 100;

    private static final int ROW_PORTION = 500;

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
            default ->
                throw new IllegalStateException("nothing is to be done for a submission that is " + submission.phase());
        };
    }

    // ---- check: duplicates, overlap, groups, numbers, splits

    private Submission check(Submission submission) {
        Address address = submission.address();
        SplitRule rule = SplitRule.of(submission.end());
        Map<Split, Long> splits = new EnumMap<>(Split.class);
        splits.putAll(submission.splits());
        Map<String, Long> lengths = new TreeMap<>(submission.promptBytes());
        long duplicates = submission.exactDuplicates();
        long overlaps = submission.splitOverlaps();
        Submission now = submission;
        long end = Math.min(submission.count(), submission.cursor() + ROW_PORTION);
        for (long number = submission.cursor(); number < end; number++) {
            SubmissionStores.StoredRow stored = stores.row(address, number);
            if (stored == null) {
                now = bad(
                        now,
                        BadRows.of(
                                number,
                                "header row",
                                null,
                                "is missing: the end record counts " + now.count() + " rows, and as many came"));
                continue;
            }
            RowReader.Row row = stored.row();
            if (row == null) {
                continue; // stored as bad when it came
            }
            String group = SplitRule.group(row);
            Split split = rule.split(row, group);
            splits.merge(split, 1L, Long::sum);
            lengths.merge(bound(row.promptBytes()), 1L, Long::sum);
            String prompt = Hashes.hex(Hashes.sha256(row.prompt().toString()));
            if (!stores.see(address, "pair/" + Hashes.hex(Hashes.sha256(prompt + row.completion())))) {
                duplicates++;
            }
            if (stores.firstSplit(address, "prompt/" + prompt, split) != split
                    && stores.see(address, "overlap/" + prompt)) {
                overlaps++;
            }
            if (row.group() != null) {
                Split first = stores.firstSplit(address, "group/" + Hashes.hex(Hashes.sha256(group)), split);
                if (first != split) {
                    now = bad(
                            now,
                            BadRows.of(
                                    number,
                                    "split",
                                    split,
                                    "differs from the split of an earlier row of group " + BadRows.cut(group) + ", "
                                            + first + ": a group never crosses splits"));
                }
            }
        }
        now = now.counted(splits, lengths, duplicates, overlaps).at(end);
        return end < submission.count() ? now : judged(now);
    }

    private Submission judged(Submission submission) {
        Submission now = submission;
        for (long extra : stores.rowNumbersFrom(submission.address(), submission.count(), BAD_PORTION)) {
            now = bad(
                    now,
                    BadRows.of(
                            extra,
                            "header row",
                            extra,
                            "is outside 0.." + (submission.count() - 1) + ", as the end record counts"));
        }
        if (now.count() == 0) {
            now = bad(now, BadRows.of(null, "rows", 0, "are at least one; publish rows before the end record"));
        } else if (now.bad() == 0) {
            for (Split needed : List.of(Split.TRAIN, Split.CALIBRATION)) {
                if (now.splits().getOrDefault(needed, 0L) == 0) {
                    now = bad(
                            now,
                            BadRows.of(
                                    null,
                                    "split",
                                    needed,
                                    "has at least one row; publish more rows, mark some with this split, or change split_shares"));
                }
            }
        }
        return now.enters(now.bad() == 0 ? Submission.Phase.EMITTING : Submission.Phase.REJECTING);
    }

    private Submission bad(Submission submission, BadRow row) {
        stores.putBad(submission.address(), submission.bad(), row);
        return submission.withBad(1);
    }

    // ---- emit: rows in order, the seal, the event

    private Submission emit(Submission submission, long now) {
        Address address = submission.address();
        SplitRule rule = SplitRule.of(submission.end());
        long first = submission.firstTimestamp() == null ? now : submission.firstTimestamp();
        // Readers look for the first record at or after the first timestamp: no row may have an earlier one.
        long timestamp = Math.max(first, now);
        DatasetHash hash = new DatasetHash(HexFormat.of().parseHex(submission.hash()));
        long end = Math.min(submission.count(), submission.cursor() + ROW_PORTION);
        for (long number = submission.cursor(); number < end; number++) {
            SubmissionStores.StoredRow stored = stores.row(address, number);
            DatasetRow row = normalised(submission, number, stored.row(), rule);
            byte[] body = Contracts.write(row);
            hash.add(body);
            output.accept(Messages.row(address, row, body, timestamp));
            stores.putRow(address, number, new SubmissionStores.StoredRow(stored.hash(), null));
        }
        Submission next =
                submission.hashed(HexFormat.of().formatHex(hash.state()), first).at(end);
        if (end < submission.count()) {
            return next;
        }
        output.accept(Messages.seal(
                address,
                new DatasetSeal(address.dataset(), address.submission(), next.count(), hash.hex(), next.splits()),
                timestamp));
        output.accept(Messages.event(
                address,
                event(next, DatasetEvent.State.SEALED, Instant.ofEpochMilli(timestamp))
                        .sealed(hash.hex(), partition(address.key(), rowsPartitions), first)
                        .build(),
                0,
                timestamp));
        return next.enters(Submission.Phase.SEALED);
    }

    private static DatasetRow normalised(Submission submission, long number, RowReader.Row row, SplitRule rule) {
        String group = SplitRule.group(row);
        Boolean endOfText = submission.end().endOfTextInLoss();
        String truncation = submission.end().truncation();
        return new DatasetRow(
                submission.address().dataset(),
                submission.address().submission(),
                number,
                rule.split(row, group),
                group,
                row.prompt(),
                row.completion(),
                row.choices(),
                row.correctChoice(),
                endOfText == null || endOfText,
                truncation == null ? "refuse" : truncation,
                row.promptBytes(),
                row.completionBytes());
    }

    // ---- reject: every bad row in portions, then the verdict

    private Submission reject(Submission submission, long now) {
        Address address = submission.address();
        Instant at = Instant.ofEpochMilli(now);
        List<BadRow> portion = stores.badFrom(address, submission.cursor(), BAD_PORTION);
        if (!portion.isEmpty()) {
            output.accept(Messages.event(
                    address,
                    event(submission, DatasetEvent.State.ROWS_REJECTED, at)
                            .badRows(portion)
                            .build(),
                    submission.cursor(),
                    now));
            return submission.at(submission.cursor() + portion.size());
        }
        output.accept(Messages.event(
                address,
                event(submission, DatasetEvent.State.REJECTED, at)
                        .badRows(stores.badFrom(address, 0, BAD_PORTION))
                        .build(),
                0,
                now));
        return submission.enters(Submission.Phase.REJECTED);
    }

    static DatasetEventBuilder event(Submission submission, DatasetEvent.State state, Instant at) {
        return new DatasetEventBuilder(submission, state, at);
    }

    /** Where the rows of a key go: the default partitioner's rule, stated here because readers are told the number. */
    static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** The histogram's bucket of a length: its upper bound, a power of two. */
    private static String bound(int bytes) {
        int bound = Integer.highestOneBit(Math.max(1, bytes));
        return String.format("%07d", bound < bytes ? 2 * bound : bound);
    }
}
