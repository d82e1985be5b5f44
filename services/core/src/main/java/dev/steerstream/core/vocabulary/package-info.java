/**
 * Tokens as runs of bytes: sets of them, and the tree of their bytes that finds all tokens that an automaton can read at once. Not here: how
 * a text is split into tokens (the tokenizer's own room).
 */
package dev.steerstream.core.vocabulary;
