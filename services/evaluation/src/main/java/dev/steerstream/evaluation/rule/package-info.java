/**
 * Rules and how they get their strengths: a direction is calibrated on rows of its own, a steering that somebody else fitted is taken as
 * it is. Not here: the fit itself, which is {@code core.calibration}'s.
 */
package dev.steerstream.evaluation.rule;
