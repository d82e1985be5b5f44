/**
 * Teacher-forced scoring: how probable a given completion is under base, warm and steered.
 *
 * <p>{@link dev.steerstream.core.scoring.CompletionModel} is how calibration, evaluation and scoring see a model: all answer positions of one
 * row in one forward. Not here: generating, or judging a task's metric.
 */
package dev.steerstream.core.scoring;
