package dev.steerstream.work.jobs;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import org.jdbi.v3.core.Handle;

/** What a job's steps mean to the aggregate it belongs to. Methods with a handle are part of the transaction that changes the job. */
public interface JobLifecycle {
    void started(Handle handle, LeasedJob job);

    void checkpointed(Handle handle, LeasedJob job, long step);

    void failed(Handle handle, LeasedJob job, Failure failure);

    void cancelled(Handle handle, LeasedJob job);

    /** Outside any transaction, never throws, may be lost. */
    void progressed(LeasedJob job, Progress progress);
}
