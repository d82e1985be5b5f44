package dev.steerstream.evaluation.report;

/**
 * A plot for a page.
 *
 * @param caption what it shows
 * @param svg one {@code <svg>} element
 */
public record Figure(String caption, String svg) {}
