/** Greedy answers under each column, decoded as a decoder does. Not here: what an answer is worth. */
package dev.steerstream.evaluation.generation;
