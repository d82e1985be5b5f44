/**
 * The aggregate that users name: an adaptation, from its start command to its one terminal state, and the profile of its task. Every change locks
 * the row, moves the state by {@link dev.steerstream.work.adaptations.AdaptationState}'s rules, raises the sequence and appends one event to the
 * outbox, in the caller's transaction. Locks are taken in the order adaptation, job, task. What a job computes is not known here.
 */
package dev.steerstream.work.adaptations;
