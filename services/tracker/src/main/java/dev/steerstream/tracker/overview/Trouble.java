package dev.steerstream.tracker.overview;

import java.time.Instant;

/**
 * Something that went wrong within the last day.
 *
 * @param kind job, request, dataset or dead letter
 * @param address the page that says more
 */
public record Trouble(String kind, String id, String address, String code, String message, Instant at) {}
