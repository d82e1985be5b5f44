package dev.steerstream.tracker.submissions;

/**
 * A bad row.
 *
 * @param number order in which ingest found it
 * @param line of the upload, or null
 * @param field JSON pointer or name
 * @param value as it came, cut
 */
public record RejectedRow(long number, Long line, String field, String value, String rule) {}
