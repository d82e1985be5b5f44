package dev.steerstream.core.decoding.generation;

/**
 * Hears of one answer, on the decoding thread: tokens in order, then exactly one of finished and failed. It must not block. An exception
 * that it throws fails its own answer only.
 */
public interface GenerationListener {
    void onToken(GeneratedToken token);

    void onFinished(GenerationOutcome outcome);

    /** The answer cannot go on: bad logits, a failing model, too long for the context. */
    void onFailed(Throwable failure);
}
