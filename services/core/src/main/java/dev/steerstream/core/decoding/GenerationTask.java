package dev.steerstream.core.decoding;

import java.util.Arrays;
import java.util.Objects;

/**
 * One answer to be generated; the n answers of one request are n tasks of one request id.
 *
 * @param request id that cancelling names
 */
public record GenerationTask(
        String request, SequenceSpecification sequence, Generation generation, GenerationListener listener) {
    /** Prompt and answer so far. */
    int[] context() {
        int[] prompt = sequence.prompt();
        int[] answer = generation.tokens();
        int[] context = Arrays.copyOf(prompt, prompt.length + answer.length);
        System.arraycopy(answer, 0, context, prompt.length, answer.length);
        return context;
    }

    public GenerationTask {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(listener, "listener");
        int needed = sequence.promptLength() + generation.specification().maxTokens();
        if (sequence.capacity() < needed) {
            throw new IllegalArgumentException("The sequence of request " + request + " holds " + sequence.capacity()
                    + " tokens, but prompt and max_tokens are " + needed + ".");
        }
        Rows rows = sequence.rows();
        boolean fits =
                switch (generation.specification().steering().mode()) {
                    case BASE -> rows.base();
                    case WARM -> rows.warm();
                    case STEERED -> rows == Rows.BOTH;
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "Mode " + generation.specification().steering().mode() + " does not run on rows " + rows
                            + " (request " + request + ").");
        }
    }
}
