package dev.steerstream.core.decoding.batch;

import dev.steerstream.core.decoding.generation.DecodingWorkspace;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.sequence.Branch;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One answer to be generated; the n answers of one request are n tasks of one request id.
 *
 * @param request id that cancelling names
 */
public record GenerationTask(
        String request, SequenceSpecification sequence, Generation generation, GenerationListener listener)
        implements DecodingTask {
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
        Objects.requireNonNull(listener, "listener");
        requireFits(request, sequence, generation.specification());
    }

    static void requireFits(String request, SequenceSpecification sequence, GenerationSpecification specification) {
        int needed = sequence.promptLength() + specification.maxTokens();
        if (sequence.capacity() < needed) {
            throw new IllegalArgumentException("The sequence of request " + request + " holds " + sequence.capacity()
                    + " tokens, but prompt and max_tokens are " + needed + ".");
        }
        Rows rows = sequence.rows();
        boolean fits =
                switch (specification.steering().mode()) {
                    case BASE -> rows.base();
                    case WARM -> rows.warm();
                    case STEERED ->
                        rows.warm() && (rows.base() || !specification.steering().needsBase());
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "Mode " + specification.steering().mode() + " does not run on rows " + rows + " (request " + request
                            + ").");
        }
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public List<Branch> accept(List<StepLogits> logits, DecodingWorkspace workspace) {
        listener.onToken(generation.accept(logits.get(0), workspace));
        return generation.finished()
                ? List.of()
                : List.of(new Branch(0, generation.lastToken(), generation.summaryConfidence()));
    }

    @Override
    public void cancel() {
        generation.cancel();
    }

    @Override
    public void finish() {
        listener.onFinished(generation.outcome());
    }

    @Override
    public void fail(Throwable failure) {
        listener.onFailed(failure);
    }
}
