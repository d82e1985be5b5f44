/** Answers held against reference answers, as text. Not here: token probabilities, and how a task's own metric reads an answer. */
package dev.steerstream.core.answer;
