package dev.steerstream.core.decoding.generation;

import java.util.List;

/** Remembers what a beam search's listener hears. */
final class BeamRecorder implements BeamListener {
    List<BeamAnswer> answers;
    Throwable failure;

    @Override
    public void onFinished(List<BeamAnswer> found) {
        if (answers != null || failure != null) {
            throw new AssertionError("A second end.");
        }
        answers = found;
    }

    @Override
    public void onFailed(Throwable failed) {
        if (answers != null || failure != null) {
            throw new AssertionError("A second end.");
        }
        failure = failed;
    }
}
