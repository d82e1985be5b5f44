package dev.steerstream.core.decoding;

/** Names an open sequence of one {@link SequenceModel}. */
public record SequenceId(long value) {}
