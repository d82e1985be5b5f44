package dev.steerstream.gateway.http;

import java.util.Map;

/**
 * What was deleted.
 *
 * @param subject kind and id
 * @param rows how many rows of which table went
 * @param remains what is still there and why; absent where nothing is
 */
public record Deleted(String subject, Map<String, Integer> rows, String remains) {}
