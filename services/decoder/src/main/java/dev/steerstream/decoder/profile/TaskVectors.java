package dev.steerstream.decoder.profile;

import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tasks' own vectors, for profiles that steer along a static direction: read by digest and verified when first asked for, the
 * {@value #MOST} most recently used kept, two bytes a token of the vocabulary each. Safe from any thread.
 */
public final class TaskVectors {
    private static final int MOST = 32;

    private final ArtefactStore artefacts;
    private final Map<Key, StaticVector> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, StaticVector> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String tenant, String digest, String name) {}

    public TaskVectors(ArtefactStore artefacts) {
        this.artefacts = artefacts;
    }

    /**
     * A static direction of a profile. The tenant must own it.
     *
     * @param digest of the profile's vectors
     * @param name of the direction
     */
    public synchronized StaticVector of(String tenant, String digest, String name, int vocabularySize) {
        return kept.computeIfAbsent(new Key(tenant, digest, name), key -> read(key, vocabularySize));
    }

    private StaticVector read(Key key, int vocabularySize) {
        try (SafetensorsFile file = SafetensorsFile.open(artefacts.get(key.tenant, key.digest))) {
            if (!file.tensorNames().contains(key.name)) {
                throw unusable(key, "it holds " + file.tensorNames() + ", not " + key.name);
            }
            FloatBuffer values = file.read(key.name);
            if (values.remaining() != vocabularySize) {
                throw unusable(
                        key, key.name + " has " + values.remaining() + " values for " + vocabularySize + " tokens");
            }
            float[] vector = new float[vocabularySize];
            values.get(vector);
            return StaticVector.of(key.name, vector);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static SteerStreamException unusable(Key key, String why) {
        return SteerStreamException.user(
                "VECTOR_UNUSABLE",
                "the task's vectors " + key.digest + " cannot steer: " + why,
                "Calibrate the task again, or promote an earlier profile version.");
    }
}
