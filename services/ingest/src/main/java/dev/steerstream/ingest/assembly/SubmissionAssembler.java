package dev.steerstream.ingest.assembly;

import dev.steerstream.ingest.assembly.Submission.Arrivals;
import dev.steerstream.ingest.assembly.Submission.Kept;
import dev.steerstream.ingest.assembly.Submission.Phase;
import dev.steerstream.ingest.assembly.SubmissionStores.StoredRow;
import dev.steerstream.ingest.row.Address;
import dev.steerstream.ingest.row.BadRows;
import dev.steerstream.ingest.row.Hashes;
import dev.steerstream.ingest.row.PublishedRow;
import dev.steerstream.ingest.row.RowReader;
import dev.steerstream.ingest.row.SplitRule;
import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Assembles the submissions of the datasets of one partition. A record does bounded work: it is stored, with what is wrong with it. When rows and
 * end record are there, {@link SubmissionCompletion} checks and writes in portions, from this processor's own clock, so that a large dataset delays no
 * other one. All of it, the state and what is written, is one Kafka transaction a commit.
 */
final class SubmissionAssembler implements Processor<String, byte[], String, byte[]> {

    /** Row numbers above it are refused: no upload is larger. */
    private static final long LARGEST_ROW = 100_000_000;

    /** Refusals of one submission that are announced; whoever sends more has been told. */
    private static final int MOST_CONFLICTS = 20;

    private static final Duration PORTION_INTERVAL = Duration.ofMillis(50);
    private static final long PORTION_BUDGET_NANOS = Duration.ofMillis(200).toNanos();
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    /** After a start, what waits in the topic is read before anything is called silent. */
    private static final Duration START_GRACE = Duration.ofMinutes(10);

    private final Duration idleLimit;
    private final Duration remember;
    private final int rowsPartitions;
    private final Map<String, Submission> atWork = new LinkedHashMap<>();
    private ProcessorContext<String, byte[]> context;
    private SubmissionStores stores;
    private SubmissionCompletion completion;
    private long startedAt;

    SubmissionAssembler(Duration idleLimit, Duration remember, int rowsPartitions) {
        this.idleLimit = idleLimit;
        this.remember = remember;
        this.rowsPartitions = rowsPartitions;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        stores = new SubmissionStores(processorContext);
        completion = new SubmissionCompletion(stores, rowsPartitions, context::forward);
        startedAt = now();
        stores.forEach(submission -> {
            if (submission.atWork()) atWork.put(submission.address().storeKey(), submission);
        });
        Duration sweep = shorter(SWEEP_INTERVAL, shorter(idleLimit, remember));
        context.schedule(PORTION_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> work());
        context.schedule(sweep, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        Headers headers = message.headers();
        Address address = Address.of(headers).orElseThrow();
        Submission before = stores.submission(address);
        Submission submission = before == null ? Submission.begin(address, now()) : before;
        if (headers.lastHeader(Address.COUNT) != null) {
            end(submission, headers, message.value());
        } else {
            row(submission, headers, message.value());
        }
    }

    // ---- rows

    private void row(Submission submission, Headers headers, byte[] body) {
        String header = MessageHeaders.text(headers, Address.ROW);
        boolean numbered = headers.lastHeader(Address.ROW) != null;
        OptionalLong stated = numbered
                ? number(header)
                : OptionalLong.of(submission.arrivals().rows());
        String hash = Hashes.hex(Hashes.sha256(body == null ? new byte[0] : body));
        if (submission.phase() != Phase.RECEIVING) {
            lateRow(submission, numbered ? stated : OptionalLong.empty(), header, hash);
            return;
        }
        Arrivals came = submission.arrivals();
        if (came.numbered() != null && came.numbered() != numbered) {
            // It is not counted: where it belongs is unknown, and the submission is rejected whenever it ends.
            store(
                    submission,
                    List.of(BadRows.of(
                            null, "header row", header, "is on all rows of a submission, or on none of them")));
            return;
        }
        if (stated.isEmpty()) {
            store(
                    submission.with(new Arrivals(came.rows() + 1, came.unplaced() + 1, numbered, came.bad())),
                    List.of(BadRows.of(null, "header row", header, "is a whole number from 0 to " + LARGEST_ROW)));
            return;
        }
        long number = stated.getAsLong();
        StoredRow earlier = stores.row(submission.address(), number);
        if (earlier != null) {
            // The same bytes are the publisher's retry.
            store(
                    submission,
                    earlier.hash().equals(hash)
                            ? List.of()
                            : List.of(BadRows.of(number, "header row", number, "came twice with different content")));
            return;
        }
        List<BadRow> bad = new ArrayList<>();
        PublishedRow row = read(submission.address(), number, headers, body, bad);
        stores.putRow(submission.address(), number, new StoredRow(hash, row));
        store(submission.with(new Arrivals(came.rows() + 1, came.unplaced(), numbered, came.bad())), bad);
    }

    /** The row, or null with what is wrong with it. */
    private PublishedRow read(Address address, long number, Headers headers, byte[] body, List<BadRow> bad) {
        String oversize = MessageHeaders.text(headers, IngestTopology.OVERSIZE);
        if (oversize != null) {
            bad.add(BadRows.of(
                    number, "row", oversize + " bytes", "has at most " + RowReader.LARGEST_ROW_BYTES + " bytes"));
            return null;
        }
        RowReader.Reading reading = RowReader.read(number, body);
        bad.addAll(reading.bad());
        PublishedRow row = reading.row().orElse(null);
        if (row == null || row.split() == null) return row;
        String group = row.effectiveGroup();
        Split first = stores.firstSplit(address, SubmissionCompletion.groupMark(group), row.split());
        if (first != row.split() && row.group() != null) {
            bad.add(BadRows.of(
                    number,
                    "split",
                    row.split(),
                    "is that of the group's other rows: an earlier row of group " + group + " is in " + first
                            + ", and a group never crosses splits"));
        }
        return row;
    }

    private void lateRow(Submission submission, OptionalLong stated, String header, String hash) {
        StoredRow stored = stated.isPresent() ? stores.row(submission.address(), stated.getAsLong()) : null;
        if (stored != null && stored.hash().equals(hash)) return;
        Long line = stated.isPresent() ? stated.getAsLong() : null;
        conflict(submission, BadRows.of(line, "header row", header, "differs from " + whole(submission)));
    }

    // ---- the end

    private void end(Submission submission, Headers headers, byte[] body) {
        String header = MessageHeaders.text(headers, Address.COUNT);
        OptionalLong count = number(header);
        List<BadRow> bad = new ArrayList<>();
        if (count.isEmpty()) {
            bad.add(BadRows.of(null, "header count", header, "is a whole number from 0 to " + LARGEST_ROW));
        }
        SubmissionEnd options = options(body, bad);
        Submission.Ending first = submission.ending();
        boolean repeated = first != null
                && count.isPresent()
                && first.count() == count.getAsLong()
                && first.options().equals(options);
        if (repeated) {
            if (submission.phase() == Phase.RECEIVING) store(submission, List.of());
        } else if (submission.phase() != Phase.RECEIVING) {
            conflict(submission, BadRows.of(null, "header count", header, "differs from " + whole(submission)));
        } else if (first != null) {
            bad.add(BadRows.of(
                    null,
                    "header count",
                    header,
                    "comes once; it came before as " + first.count() + " with options " + text(first.options())));
            store(submission, bad);
        } else {
            // An end that cannot be read ends what has come: the publisher learns of it now, and not after the idle
            // limit.
            long expected = count.orElse(submission.arrivals().rows());
            String trace = MessageHeaders.text(headers, MessageHeaders.TRACE_PARENT);
            store(submission.with(new Submission.Ending(expected, options, trace)), bad);
        }
    }

    private static SubmissionEnd options(byte[] body, List<BadRow> bad) {
        SubmissionEnd none = new SubmissionEnd(null, null, null, null);
        if (body == null || body.length == 0) return none;
        try {
            SubmissionEnd options = Contracts.read(SubmissionEnd.class, body);
            SplitRule.fault(options)
                    .ifPresent(fault ->
                            bad.add(BadRows.of(null, "end record/split_shares", options.splitShares(), fault)));
            return options;
        } catch (ContractViolationException violation) {
            violation
                    .violations()
                    .forEach(broken ->
                            bad.add(BadRows.of(null, "end record" + broken.pointer(), broken.value(), broken.rule())));
            return none;
        }
    }

    private static String text(SubmissionEnd options) {
        return new String(Contracts.write(options), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Stores a submission with more complaints, and starts its completion when all of it is there. */
    private void store(Submission submission, List<BadRow> more) {
        long number = submission.arrivals().bad();
        for (BadRow bad : more) stores.putBad(submission.address(), number++, bad);
        Submission now = submission.complained(more.size()).touched(now());
        if (now.whole()) {
            now = now.enters(Phase.CHECKING);
            atWork.put(now.address().storeKey(), now);
        }
        stores.put(now);
    }

    // ---- what comes under the id of a submission that is whole

    private static String whole(Submission submission) {
        return "submission " + submission.address().submission() + ", which "
                + (submission.phase() == Phase.INCOMPLETE ? "was given up as incomplete" : "is complete")
                + " and stays as it is; publish under a new submission id";
    }

    private void conflict(Submission submission, BadRow refused) {
        if (submission.conflicts() >= MOST_CONFLICTS) return;
        context.forward(Messages.event(
                submission,
                new DatasetEventBuilder(submission, DatasetEvent.State.CONFLICTING, now())
                        .badRows(List.of(refused))
                        .build(),
                submission.conflicts(),
                now()));
        Submission now = submission.conflicting();
        stores.put(now);
        atWork.computeIfPresent(now.address().storeKey(), (key, working) -> now);
    }

    // ---- this processor's own clock

    private void work() {
        long end = System.nanoTime() + PORTION_BUDGET_NANOS;
        while (!atWork.isEmpty() && System.nanoTime() - end < 0) {
            for (Submission submission : List.copyOf(atWork.values())) {
                Submission next = completion.portion(submission, now());
                stores.put(next);
                if (next.atWork()) atWork.put(next.address().storeKey(), next);
                else atWork.remove(next.address().storeKey());
            }
        }
    }

    /** Gives up what is silent, and forgets the hashes of what ended long ago. */
    private void sweep(long now) {
        boolean settled = now - startedAt >= shorter(START_GRACE, idleLimit).toMillis();
        List<Submission> changed = new ArrayList<>();
        stores.forEach(submission -> {
            long silent = now - submission.changedAt();
            boolean idle = settled && submission.phase() == Phase.RECEIVING && silent >= idleLimit.toMillis();
            boolean old = submission.kept() == Kept.HASHES && silent >= remember.toMillis();
            if (idle || old) changed.add(submission);
        });
        for (Submission submission : changed) {
            Submission next = submission.with(Kept.FORGETTING);
            if (submission.phase() == Phase.RECEIVING) {
                context.forward(Messages.event(
                        submission, completion.ended(submission, DatasetEvent.State.INCOMPLETE, now), 0, now));
                next = submission.enters(Phase.INCOMPLETE);
            }
            stores.put(next);
            atWork.put(next.address().storeKey(), next);
        }
    }

    private long now() {
        return context.currentSystemTimeMs();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static OptionalLong number(String text) {
        if (text == null || !text.matches("[0-9]{1,12}")) return OptionalLong.empty();
        long number = Long.parseLong(text);
        return number <= LARGEST_ROW ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
