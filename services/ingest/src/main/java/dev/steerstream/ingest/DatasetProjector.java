package dev.steerstream.ingest;

import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.consume.RecordHandler;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps the registry of datasets from {@code dataset-events}. Idempotent: what a submission became first is what it stays. */
final class DatasetProjector implements RecordHandler {

    private final Database database;

    DatasetProjector(Database database) {
        this.database = database;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> message) {
        DatasetEvent event = read(message);
        String tenant = MessageHeaders.tenant(message.headers());
        database.useTransaction(handle -> {
            if (event.state() == DatasetEvent.State.ROWS_REJECTED) {
                storeBadRows(handle, tenant, event, event.badRows(), message);
            } else {
                storeEnd(handle, tenant, event);
            }
        });
    }

    private static DatasetEvent read(ConsumerRecord<byte[], byte[]> message) {
        try {
            return Contracts.read(DatasetEvent.class, message.value());
        } catch (ContractViolationException violation) {
            throw SteerStreamException.user(
                    "UNREADABLE_EVENT",
                    violation.getMessage(),
                    "Only ingest writes dataset-events: check who else does.");
        }
    }

    private static void storeEnd(Handle handle, String tenant, DatasetEvent event) {
        handle.createUpdate("""
                        insert into dataset_submission (tenant, dataset, submission, state, rows, expected_rows, sha256, splits, rows_partition,
                          rows_first_timestamp, exact_duplicates, split_overlaps, bad_rows, prompt_bytes, ended_at)
                        values (:tenant, :dataset, :submission, :state, :rows, :expected, :sha256, cast(:splits as jsonb), :partition,
                          :first, :duplicates, :overlaps, :bad, cast(:lengths as jsonb), :at)
                        on conflict (tenant, dataset, submission) do nothing""")
                .bind("tenant", tenant)
                .bind("dataset", event.dataset())
                .bind("submission", event.submission())
                .bind("state", event.state().name().toLowerCase(Locale.ROOT))
                .bind("rows", event.rows())
                .bind("expected", event.expectedRows())
                .bind("sha256", event.sha256())
                .bind("splits", Json.write(event.splits()))
                .bind("partition", event.partition())
                .bind("first", event.firstTimestamp())
                .bind("duplicates", event.exactDuplicates())
                .bind("overlaps", event.splitOverlaps())
                .bind("bad", event.badRowCount())
                .bind("lengths", Json.write(event.promptBytes()))
                .bind("at", event.at())
                .execute();
    }

    /** Numbers follow the event's own place on the log, so that a repeated event writes the same rows. */
    private static void storeBadRows(
            Handle handle,
            String tenant,
            DatasetEvent event,
            List<BadRow> rows,
            ConsumerRecord<byte[], byte[]> message) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into rejected_row (tenant, dataset, submission, number, line, field, value, rule)
                values (:tenant, :dataset, :submission, :number, :line, :field, :value, :rule)
                on conflict (tenant, dataset, submission, number) do nothing""");
        for (int index = 0; index < rows.size(); index++) {
            BadRow row = rows.get(index);
            batch.bind("tenant", tenant)
                    .bind("dataset", event.dataset())
                    .bind("submission", event.submission())
                    .bind("number", message.offset() * SubmissionCompletion.BAD_PORTION + index)
                    .bind("line", row.line())
                    .bind("field", row.field())
                    .bind("value", row.value())
                    .bind("rule", row.rule())
                    .add();
        }
        batch.execute();
    }
}
