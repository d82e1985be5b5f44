/**
 * Teacher-forced scores of rows under any number of columns: base, warm, and rules. {@code LogitsReader} is the only class that sees
 * logits. Not here: what the scores say, which is {@code measure}'s.
 */
package dev.steerstream.evaluation.scoring;
