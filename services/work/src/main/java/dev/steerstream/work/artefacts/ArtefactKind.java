package dev.steerstream.work.artefacts;

import java.util.Locale;

/** What an artefact is, for people and for retention. */
public enum ArtefactKind {
    ADAPTER,
    CHECKPOINT,
    VECTOR,
    REPORT,
    MEASURES,
    FILE;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
