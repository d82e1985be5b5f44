package dev.steerstream.core.decoding.batch;

import dev.steerstream.core.decoding.generation.BeamListener;
import dev.steerstream.core.decoding.generation.BeamSearch;
import dev.steerstream.core.decoding.generation.DecodingWorkspace;
import dev.steerstream.core.decoding.sequence.Branch;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import java.util.List;
import java.util.Objects;

/**
 * A beam search: its n best answers are one task.
 *
 * @param request id that cancelling names
 */
public record BeamTask(String request, SequenceSpecification sequence, BeamSearch search, BeamListener listener)
        implements DecodingTask {
    public BeamTask {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(listener, "listener");
        GenerationTask.requireFits(request, sequence, search.specification());
    }

    @Override
    public int width() {
        return search.width();
    }

    @Override
    public List<Branch> accept(List<StepLogits> logits, DecodingWorkspace workspace) {
        return search.accept(logits, workspace);
    }

    @Override
    public void cancel() {
        search.cancel();
    }

    @Override
    public void finish() {
        listener.onFinished(search.answers());
    }

    @Override
    public void fail(Throwable failure) {
        listener.onFailed(failure);
    }
}
