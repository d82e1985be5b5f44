package dev.steerstream.core.decoding.generation;

import java.util.ArrayList;
import java.util.List;

/** Remembers what a listener hears. */
public final class Recorder implements GenerationListener {
    public final List<GeneratedToken> tokens = new ArrayList<>();
    public GenerationOutcome outcome;
    public Throwable failure;

    @Override
    public void onToken(GeneratedToken token) {
        tokens.add(token);
    }

    @Override
    public void onFinished(GenerationOutcome finished) {
        if (outcome != null || failure != null) {
            throw new AssertionError("A second end.");
        }
        outcome = finished;
    }

    @Override
    public void onFailed(Throwable failed) {
        if (outcome != null || failure != null) {
            throw new AssertionError("A second end.");
        }
        failure = failed;
    }

    public String streamed() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.text()));
        return text.toString();
    }
}
