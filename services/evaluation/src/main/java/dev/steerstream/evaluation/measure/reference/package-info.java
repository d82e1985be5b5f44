/** Measures that hold a column against the reference answer: losses, token accuracy, exact match. Not here: choices. */
package dev.steerstream.evaluation.measure.reference;
