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

    /** Outside any transaction, returns at once, never throws, may be lost. */
    void progressed(LeasedJob job, Progress progress);

    /** Within the transaction of a heartbeat that found the job held. */
    void heartbeat(Handle handle, LeasedJob job);

    /** The worker holds the job no longer, however that came. */
    void released(LeasedJob job);
}
