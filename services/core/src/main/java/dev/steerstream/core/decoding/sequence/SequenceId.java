package dev.steerstream.core.decoding.sequence;

/** Names an open sequence of one {@link SequenceModel}. */
public record SequenceId(long value) {}
