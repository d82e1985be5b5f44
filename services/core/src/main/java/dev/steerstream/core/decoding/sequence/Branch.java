package dev.steerstream.core.decoding.sequence;

/**
 * How a sequence goes on.
 *
 * @param parent index of the sequence in the last step, from 0
 * @param token what is appended to it
 * @param confidence as in {@link Advance}
 */
public record Branch(int parent, int token, double confidence) {}
