package dev.steerstream.decoder.profile;

import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.VectorFile;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        try {
            return VectorFile.read(artefacts.get(key.tenant, key.digest), key.name, vocabularySize);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (ModelFileException unusable) {
            throw new SteerStreamException(ModelFailures.of(unusable).orElseThrow(), unusable);
        }
    }
}
