/**
 * How much memory the process may take, and what of it is promised to whom. Whoever is about to take much reserves it first, with a
 * number computed from shapes; what does not fit is refused by name before a byte is taken.
 *
 * <p>Not here: the numbers themselves, which lie beside what they are about ({@code engine}, {@code training}).
 */
package dev.steerstream.model.memory;
