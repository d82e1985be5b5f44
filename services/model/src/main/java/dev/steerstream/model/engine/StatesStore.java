package dev.steerstream.model.engine;

import java.util.Optional;

/** Keeps numbers by a key that names all they depend on, for as long as it likes. */
public interface StatesStore {
    /** @param length how many numbers there must be */
    Optional<float[]> find(String key, int length);

    /** May decline to keep them. */
    void keep(String key, float[] states);
}
