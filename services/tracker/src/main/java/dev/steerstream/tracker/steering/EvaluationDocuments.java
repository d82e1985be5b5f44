package dev.steerstream.tracker.steering;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.artefacts.ArtefactStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What evaluations stored, verified against its digest at each reading. */
@Singleton
class EvaluationDocuments {
    private final ArtefactStore artefacts;

    EvaluationDocuments(ArtefactStore artefacts) {
        this.artefacts = artefacts;
    }

    JsonNode read(String tenant, String digest) {
        try {
            return Contracts.mapper().readTree(artefacts.get(tenant, digest).toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
