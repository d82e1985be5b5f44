package dev.steerstream.schemas;

/** One thing wrong with one published row: the line (0-based row number, or null when unknown), field, value (cut to 200 characters), rule. */
public record BadRow(Long line, String field, String value, String rule) {}
