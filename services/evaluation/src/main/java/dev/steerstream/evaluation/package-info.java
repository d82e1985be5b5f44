/**
 * The door of this room: rows of a dataset in, judged measures out, for base, warm and any list of steering rules.
 *
 * <p>Not here: how a strength is fitted ({@code core.calibration}), where rows are stored, and who asks for an evaluation.
 */
package dev.steerstream.evaluation;
