/** Judges fitted strengths on rows that they were not fitted on. Not here: fitting, and task metrics on generated answers. */
package dev.steerstream.core.evaluation;
