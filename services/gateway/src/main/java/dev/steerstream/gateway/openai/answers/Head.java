package dev.steerstream.gateway.openai.answers;

/**
 * What an answer and all of its chunks have in common.
 *
 * @param created seconds since 1970
 * @param model as it was named
 */
public record Head(String id, long created, String model) {}
