/** Measures of rows with choices: accuracies, TruthfulQA's readings, and the choice that a generated answer names. Not here: losses. */
package dev.steerstream.evaluation.measure.choice;
