/**
 * Byte-level grammars: regular expressions with named, recursive rules, read by derivatives (Brzozowski, "Derivatives of Regular
 * Expressions", 1964; Owens, Reppy and Turon, 2009, for the normal forms), so that the automaton's states come into being as answers reach
 * them. What is left to read after a byte is again an expression; nesting lives in it, so no depth is fixed in advance.
 *
 * <p>{@link dev.steerstream.core.grammar.GrammarConstraint} makes of a state the set of tokens that it can read. Not here: what JSON looks
 * like ({@code json}).
 */
package dev.steerstream.core.grammar;
