package dev.steerstream.schemas;

/**
 * A piece of a streamed answer on {@code generation-tokens}.
 *
 * @param attempt 1 for the first decoder that ran the request
 * @param choice which of the n answers, from 0
 * @param index first token index of the chunk within the answer, from 0
 * @param text the text that became stable with it
 * @param tokens how many tokens the chunk covers
 * @param finishReason stop, length, cancelled or error on the last chunk, else null
 * @param instance copied from the request
 */
public record TokenChunk(
        String request,
        int attempt,
        int choice,
        int index,
        String text,
        int tokens,
        String finishReason,
        String instance) {}
