package dev.steerstream.core.decoding.batch;

import dev.steerstream.core.decoding.generation.DecodingWorkspace;
import dev.steerstream.core.decoding.sequence.Branch;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import java.util.List;

/** What a batch decodes: one sequence or several that grow from one prompt. Its methods are the batch's, on its thread. */
public sealed interface DecodingTask permits GenerationTask, BeamTask {
    /** Id that cancelling names. */
    String request();

    SequenceSpecification sequence();

    /** How many sequences it runs at once, at most: the places it takes in the batch. */
    int width();

    /**
     * Takes what the models say after the last tokens, and hands on what the listener should hear.
     *
     * @param logits of the sequences of the last branches, in their order; of the prompt at first
     * @return how the sequences go on; none where the task is finished
     */
    List<Branch> accept(List<StepLogits> logits, DecodingWorkspace workspace);

    /** Ends it where it is; {@link #finish} follows. */
    void cancel();

    /** Tells the listener what came out. */
    void finish();

    /** Tells the listener that it cannot go on. */
    void fail(Throwable failure);
}
