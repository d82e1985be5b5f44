package dev.steerstream.gateway.generations.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.TokenChunk;

/** How a followed request is told to one client. Its calls come one after the other; the stream is completed after {@code result} and {@code failure}. */
public interface AnswerFormat {
    /** What is new of an answer. */
    void chunk(EventStream stream, TokenChunk chunk);

    /**
     * The request has ended, and every chunk of it was told.
     *
     * @param stored the result as it is stored
     */
    void result(EventStream stream, GenerationResult result, JsonNode stored);

    /** The stream cannot go on. */
    void failure(EventStream stream, Throwable thrown);

    /** Events named chunk, result and error, each with what its name says. */
    record Named() implements AnswerFormat {
        @Override
        public void chunk(EventStream stream, TokenChunk chunk) {
            stream.send("chunk", null, chunk);
        }

        @Override
        public void result(EventStream stream, GenerationResult result, JsonNode stored) {
            stream.send("result", null, stored);
        }

        @Override
        public void failure(EventStream stream, Throwable thrown) {
            stream.fail(thrown);
        }
    }
}
