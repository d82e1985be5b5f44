package dev.steerstream.schemas;

/** One thing wrong with one published row: the line (counted from 1 as editors do, so the row's number and one; null when unknown), field, value (cut to 200 characters), rule. */
public record BadRow(Long line, String field, String value, String rule) {}
