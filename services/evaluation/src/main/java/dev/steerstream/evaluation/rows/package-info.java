/**
 * The rows of a data file as they are judged: a prompt, a reference answer and, where the form has them, choices. Every form that is
 * recognised is one class. Not here: tokens, and what is measured.
 */
package dev.steerstream.evaluation.rows;
