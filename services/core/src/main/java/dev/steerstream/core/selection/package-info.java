/**
 * Choosing on calibration rows: which directions, which estimator, which confidence, and the strength for a task's metric. Everything is
 * judged by cross-validation over prompt groups, paired with the default, and the default stays unless another is better by more than its
 * error. Each choice keeps what it was made from.
 *
 * <p>Not here: judging on held-out rows, which happens once a profile ({@code evaluation}).
 */
package dev.steerstream.core.selection;
