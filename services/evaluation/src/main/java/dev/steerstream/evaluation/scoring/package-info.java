/**
 * Teacher-forced scores of rows under any number of columns: base, warm, and rules. {@code ContextReader} is the only class that sees
 * what the engine says of a context. Not here: what the scores say, which is {@code measure}'s.
 */
package dev.steerstream.evaluation.scoring;
