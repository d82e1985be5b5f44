package dev.steerstream.core.decoding;

/** One token to be appended to an open sequence. */
public record Advance(SequenceId id, int token) {}
