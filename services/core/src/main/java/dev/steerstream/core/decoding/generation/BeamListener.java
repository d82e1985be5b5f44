package dev.steerstream.core.decoding.generation;

import java.util.List;

/** Hears of one beam search, on the decoding thread, once it has ended: before that no answer is certain. It must not block. */
public interface BeamListener {
    /** @param answers the best, best first; fewer than asked where there are no more, or where it was cancelled at once */
    void onFinished(List<BeamAnswer> answers);

    void onFailed(Throwable failure);
}
