package dev.steerstream.model.engine;

/** An adapter in memory, in the form that its method is computed in. Only for the engine's thread. */
sealed interface AttachedAdapter extends AutoCloseable permits AttachedLora, AttachedVectors, AttachedPrefix {
    @Override
    void close();
}
