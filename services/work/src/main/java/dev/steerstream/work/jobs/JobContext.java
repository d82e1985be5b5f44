package dev.steerstream.work.jobs;

import dev.steerstream.schemas.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** What a handler may do while it holds a job. For the handler's thread. */
public interface JobContext {
    boolean cancelRequested();

    boolean leaseLost();

    /** Throws {@link JobCancelledException}, {@link LeaseLostException} or, where the service stops, {@link InterruptedException}. */
    void stopIfAsked() throws InterruptedException;

    /** The step and file of the newest checkpoint, from whichever worker made it, or empty. */
    Optional<Saved> checkpoint() throws IOException;

    /** The checkpoint that a failed adaptation of the same task has kept, or empty. */
    Optional<Saved> keptCheckpoint(String adaptation) throws IOException;

    /** Where the job fails now, its newest checkpoint stays, in place of what the task has kept before; it goes with the task. */
    void keepCheckpoint();

    /** Stores a checkpoint and removes the one before it. While the database is away it waits, holding the job. */
    void saveCheckpoint(long step, byte[] content) throws InterruptedException;

    /** Shows how far it is: at most 4 a second go out, a new phase and the end of a phase always. */
    void progress(Progress progress);

    /**
     * Ends the job as succeeded together with {@code writes}, in one transaction: the job's row first, under its fence, then the writes. While the
     * database is away it waits, holding the job; {@code writes} may run again then.
     */
    void commit(Consumer<Handle> writes) throws InterruptedException;

    /** A stored checkpoint. */
    record Saved(long step, Path file) {}
}
