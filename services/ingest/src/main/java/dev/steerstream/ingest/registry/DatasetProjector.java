package dev.steerstream.ingest.registry;

import dev.steerstream.ingest.row.BadRows;
import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.consume.RecordHandler;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps the registry of datasets from {@code dataset-events}. Idempotent: what a submission became first is what it stays. */
public final class DatasetProjector implements RecordHandler {

    /** More than one event ever carries: rejected rows are numbered by the event's place on the log and their place in it. */
    private static final int NUMBERS_PER_EVENT = 100;

    private final Database database;
    private final Consumer<DatasetEvent> ended;

    /** @param ended told of every end when it is stored for the first time */
    public DatasetProjector(Database database, Consumer<DatasetEvent> ended) {
        this.database = database;
        this.ended = ended;
    }

    /** @throws dev.steerstream.schemas.ContractViolationException for a record that is no dataset event */
    @Override
    public void handle(ConsumerRecord<byte[], byte[]> message) {
        MessageHeaders.requireType(message.headers(), DatasetEvent.class);
        DatasetEvent event = Contracts.read(DatasetEvent.class, message.value());
        String tenant = MessageHeaders.tenant(message.headers());
        boolean first = database.inTransaction(handle -> switch (event.state()) {
            case ROWS_REJECTED -> {
                storeBadRows(handle, tenant, event, message.offset());
                yield false;
            }
            case INCOMPLETE -> {
                storeBadRows(handle, tenant, event, message.offset());
                yield storeEnd(handle, tenant, event);
            }
            // Its bad rows came in portions before.
            case SEALED, REJECTED -> storeEnd(handle, tenant, event);
            // The registry says what a submission is, and a refused repetition does not change that.
            case CONFLICTING -> false;
        });
        if (first) ended.accept(event);
    }

    private static boolean storeEnd(Handle handle, String tenant, DatasetEvent event) {
        return handle.createUpdate("""
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
                        .execute()
                == 1;
    }

    private static void storeBadRows(Handle handle, String tenant, DatasetEvent event, long offset) {
        List<BadRow> rows = event.badRows() == null ? List.of() : event.badRows();
        if (rows.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch("""
                insert into rejected_row (tenant, dataset, submission, number, line, field, value, rule)
                values (:tenant, :dataset, :submission, :number, :line, :field, :value, :rule)
                on conflict (tenant, dataset, submission, number) do nothing""");
        for (int index = 0; index < rows.size(); index++) {
            // Whoever wrote the event: no text with a NUL may hold up the registry.
            BadRow row = BadRows.shown(rows.get(index));
            batch.bind("tenant", tenant)
                    .bind("dataset", event.dataset())
                    .bind("submission", event.submission())
                    .bind("number", offset * NUMBERS_PER_EVENT + index)
                    .bind("line", row.line())
                    .bind("field", row.field())
                    .bind("value", row.value())
                    .bind("rule", row.rule())
                    .add();
        }
        batch.execute();
    }
}
