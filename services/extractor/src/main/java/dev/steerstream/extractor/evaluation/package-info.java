/**
 * The evaluation job: commands into rows of Postgres, and one version of a task's profile judged on rows of a dataset.
 * {@link dev.steerstream.extractor.evaluation.EvaluationHandler} reads top to bottom. What is measured and how it is told is evaluation's, jobs and
 * the aggregate are work's: here they are put together.
 */
package dev.steerstream.extractor.evaluation;
