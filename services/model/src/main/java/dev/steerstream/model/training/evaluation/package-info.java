/**
 * How a warm start is judged while it runs: what is measured on calibration rows every few steps, which adapter was the best,
 * and when a run ends before its last step.
 *
 * <p>Everything here is a value or a pure function of values, so that a resumed run decides as an uninterrupted one. Nothing
 * here runs a model, and no row of the held-out split is ever seen.
 */
package dev.steerstream.model.training.evaluation;
