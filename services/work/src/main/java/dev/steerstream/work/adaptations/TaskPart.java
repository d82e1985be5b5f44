package dev.steerstream.work.adaptations;

import org.jdbi.v3.core.Handle;

/** What hangs on a task and goes with it. */
@FunctionalInterface
public interface TaskPart {
    /** Within the transaction that deletes the task, whose row is locked. */
    void deleted(Handle handle, String tenant, String task);
}
