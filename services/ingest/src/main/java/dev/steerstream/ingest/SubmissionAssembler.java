package dev.steerstream.ingest;

import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.SubmissionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Duration PORTION_INTERVAL = Duration.ofMillis(50);
    private static final long PORTION_BUDGET_NANOS = Duration.ofMillis(200).toNanos();
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
    private static final int FORGET_PORTION = 2_000;

    private final Duration idleLimit;
    private final Duration remember;
    private final int rowsPartitions;
    private final Map<String, Submission> atWork = new LinkedHashMap<>();
    private ProcessorContext<String, byte[]> context;
    private SubmissionStores stores;
    private SubmissionCompletion completion;

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
        for (Submission submission : stores.all()) {
            if (submission.phase().atWork()) {
                atWork.put(submission.address().storeKey(), submission);
            }
        }
        context.schedule(PORTION_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> work());
        context.schedule(SWEEP_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        Address address = Address.of(message.headers()).orElseThrow();
        Submission before = stores.submission(address);
        Submission submission = before == null ? Submission.begin(address, now()) : before;
        String count = MessageHeaders.text(message.headers(), Address.COUNT);
        String row = MessageHeaders.text(message.headers(), Address.ROW);
        if (count != null) {
            end(submission, count, message.value());
        } else {
            row(submission, row, message.value());
        }
    }

    private void row(Submission submission, String header, byte[] body) {
        Address address = submission.address();
        Optional<Long> stated = header == null ? Optional.of(submission.nextUnnumbered()) : number(header);
        String hash = Hashes.hex(Hashes.sha256(body == null ? new byte[0] : body));
        if (submission.phase() != Submission.Phase.RECEIVING) {
            boolean same = header != null
                    && stated.map(number -> stores.row(address, number))
                            .map(stored -> stored.hash().equals(hash))
                            .orElse(false);
            if (!same) {
                conflict(submission, stated.orElse(null), "row", header);
            }
            return;
        }
        if (stated.isEmpty()) {
            bad(
                    submission.received(true, true, 0, now()),
                    List.of(BadRows.of(null, "header row", header, "is a whole number from 0 to " + LARGEST_ROW)));
            return;
        }
        long number = stated.get();
        SubmissionStores.StoredRow earlier = header == null ? null : stores.row(address, number);
        if (earlier != null) {
            if (earlier.hash().equals(hash)) {
                return; // the publisher's retry
            }
            bad(
                    submission.received(false, true, 0, now()),
                    List.of(BadRows.of(number, "header row", number, "came twice with different content")));
            return;
        }
        RowReader.Reading reading = RowReader.read(number, body);
        stores.putRow(address, number, new SubmissionStores.StoredRow(hash, reading.row()));
        bad(submission.received(true, header != null, 0, now()), reading.bad());
    }

    private void end(Submission submission, String header, byte[] body) {
        Optional<Long> count = number(header);
        SubmissionEnd options = new SubmissionEnd(null, null, null, null);
        List<BadRow> faults = new ArrayList<>();
        if (count.isEmpty()) {
            faults.add(BadRows.of(null, "header count", header, "is a whole number from 0 to " + LARGEST_ROW));
        }
        if (body != null && body.length > 0) {
            try {
                options = Contracts.read(SubmissionEnd.class, body);
                SplitRule.fault(options).ifPresent(fault -> faults.add(BadRows.of(null, "end record", null, fault)));
            } catch (ContractViolationException violation) {
                faults.add(BadRows.of(null, "end record", null, violation.getMessage()));
            }
        }
        boolean repeated = submission.count() != null
                && submission.count().equals(count.orElse(null))
                && submission.end().equals(options);
        if (repeated) {
            return;
        }
        if (submission.phase() != Submission.Phase.RECEIVING) {
            conflict(submission, null, "header count", header);
            return;
        }
        if (submission.count() != null) {
            faults.add(BadRows.of(null, "header count", header, "came twice, first as " + submission.count()));
            bad(submission, faults);
            return;
        }
        // An end that cannot be read ends what has come: the publisher learns of it now, and not after the idle limit.
        bad(submission.ends(count.orElse(submission.rows()), options, now()), faults);
    }

    /** Stores a submission with more bad rows, and starts its completion when all of it is there. */
    private void bad(Submission submission, List<BadRow> more) {
        for (int index = 0; index < more.size(); index++) {
            stores.putBad(submission.address(), submission.bad() + index, more.get(index));
        }
        Submission now = submission.withBad(more.size());
        if (now.complete()) {
            now = now.enters(Submission.Phase.CHECKING);
            atWork.put(now.address().storeKey(), now);
        }
        stores.put(now);
    }

    /** A submission that has ended keeps its end: other content under its name is refused, once, by name. */
    private void conflict(Submission submission, Long line, String field, String value) {
        if (!stores.see(submission.address(), "conflict")) {
            return;
        }
        BadRow refused = BadRows.of(
                line,
                field,
                value,
                "differs from submission " + submission.address().submission()
                        + ", which is complete and stays as it is; publish under a new submission id");
        context.forward(Messages.event(
                submission.address(),
                SubmissionCompletion.event(submission, DatasetEvent.State.ROWS_REJECTED, Instant.ofEpochMilli(now()))
                        .badRows(List.of(refused))
                        .build(),
                Long.MAX_VALUE,
                now()));
    }

    private void work() {
        long end = System.nanoTime() + PORTION_BUDGET_NANOS;
        while (!atWork.isEmpty() && System.nanoTime() < end) {
            for (Submission submission : List.copyOf(atWork.values())) {
                Submission next = completion.portion(submission, now());
                stores.put(next);
                if (next.phase().atWork()) {
                    atWork.put(next.address().storeKey(), next);
                } else {
                    atWork.remove(next.address().storeKey());
                }
            }
        }
    }

    private void sweep(long now) {
        for (Submission submission : stores.all()) {
            long silent = now - submission.changedAt();
            if (submission.phase() == Submission.Phase.RECEIVING && silent > idleLimit.toMillis()) {
                context.forward(Messages.event(
                        submission.address(),
                        SubmissionCompletion.event(submission, DatasetEvent.State.INCOMPLETE, Instant.ofEpochMilli(now))
                                .badRows(stores.badFrom(submission.address(), 0, SubmissionCompletion.BAD_PORTION))
                                .build(),
                        0,
                        now));
                stores.put(submission.enters(Submission.Phase.INCOMPLETE));
            } else if (submission.phase().ended() && silent > remember.toMillis()) {
                stores.forget(submission.address(), FORGET_PORTION);
            }
        }
    }

    private long now() {
        return context.currentSystemTimeMs();
    }

    private static Optional<Long> number(String text) {
        try {
            long number = Long.parseLong(text);
            return number >= 0 && number <= LARGEST_ROW ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
