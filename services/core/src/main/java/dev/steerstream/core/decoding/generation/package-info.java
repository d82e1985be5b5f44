/** One answer: each token chosen from its logits, with stops, constraints, beams and what is told of every choice. */
package dev.steerstream.core.decoding.generation;
