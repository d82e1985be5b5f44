package dev.steerstream.gateway.openai.batches;

import dev.steerstream.gateway.leases.RowLeases;
import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.gateway.openai.answers.Endpoint;
import dev.steerstream.gateway.openai.files.FileStore;
import dev.steerstream.work.database.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jdbi.v3.core.Handle;

/** The states of a batch and what comes with them. A batch and its files end in one transaction, so that none has them twice. */
final class BatchEnds {
    private static final String OUTPUT = "batch_output";

    private final Database database;
    private final RowLeases leases;
    private final FileStore files;
    private final BatchOutputs outputs;

    BatchEnds(Database database, RowLeases leases, FileStore files, BatchOutputs outputs) {
        this.database = database;
        this.leases = leases;
        this.files = files;
        this.outputs = outputs;
    }

    static void begin(Handle handle, Held held) {
        set(handle, held, "state = 'in_progress', in_progress_at = clock_timestamp()");
    }

    static void finalizing(Handle handle, Held held) {
        set(handle, held, "state = 'finalizing', finalizing_at = clock_timestamp()");
    }

    static void fail(Handle handle, Held held) {
        set(
                handle,
                held,
                "state = 'failed', ended_at = clock_timestamp(), lease_owner = null, lease_expires_at = null");
    }

    /** Whether nothing is left to ask or to wait for. */
    static boolean nothingLeft(Handle handle, Held held) {
        return handle.createQuery("select not exists (select from batch_item where tenant = :tenant"
                        + " and batch = :batch and state in ('waiting', 'asked'))")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .mapTo(Boolean.class)
                .one();
    }

    /** Writes the files and ends the batch. */
    void end(Held held, BatchRow batch, Endpoint endpoint, String state) {
        try {
            Path output = Files.createTempFile("batch-output-", ".jsonl");
            Path errors = Files.createTempFile("batch-errors-", ".jsonl");
            try {
                outputs.write(held, endpoint, output, errors);
                database.useTransaction(handle -> {
                    leases.renew(handle, held);
                    String answered = add(handle, held, batch, output, "_output.jsonl");
                    String failed = add(handle, held, batch, errors, "_error.jsonl");
                    end(handle, held, state, answered, failed);
                });
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Null for a file without lines: OpenAI leaves it out. */
    private String add(Handle handle, Held held, BatchRow batch, Path lines, String name) {
        try (InputStream content = Files.newInputStream(lines)) {
            if (Files.size(lines) == 0) return null;
            return files.add(handle, held.tenant(), held.id() + name, OUTPUT, content, batch.filesKept())
                    .id();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void end(Handle handle, Held held, String state, String output, String errors) {
        handle.createUpdate("update batch set state = :state, output_file = :output, error_file = :errors,"
                        + " finalizing_at = coalesce(finalizing_at, clock_timestamp()), ended_at = clock_timestamp(),"
                        + " lease_owner = null, lease_expires_at = null where tenant = :tenant and batch = :batch")
                .bind("state", state)
                .bind("output", output)
                .bind("errors", errors)
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .execute();
    }

    private static void set(Handle handle, Held held, String changes) {
        handle.createUpdate("update batch set " + changes + " where tenant = :tenant and batch = :batch")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .execute();
    }
}
