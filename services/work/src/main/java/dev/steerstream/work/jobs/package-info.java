/**
 * Long work under a lease: rows of the table {@code job}, taken with SKIP LOCKED, kept by heartbeats, written only under the lease's fence. {@link
 * dev.steerstream.work.jobs.JobStore} has the statements, {@link dev.steerstream.work.jobs.JobWorker} the loop. What a job does, and what its end
 * means to an adaptation, live elsewhere: behind {@link dev.steerstream.work.jobs.JobHandler} and {@link
 * dev.steerstream.work.jobs.JobLifecycle}.
 */
package dev.steerstream.work.jobs;
