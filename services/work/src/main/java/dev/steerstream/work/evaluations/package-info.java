/**
 * The evaluation as an aggregate: one version of a task's profile, judged on rows of a dataset, from its start command to its one terminal state.
 * Every change locks the row, moves the state by {@link dev.steerstream.work.evaluations.EvaluationState}'s rules, raises the sequence and appends
 * one event to the outbox, in the caller's transaction. Locks are taken in the order task, evaluation, job. What is measured is not known here.
 */
package dev.steerstream.work.evaluations;
