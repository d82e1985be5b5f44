package dev.steerstream.model.source;

import java.io.IOException;
import java.nio.file.Path;

/** Brings one kind of model here. */
interface ModelFetcher<R extends ModelReference> {
    /**
     * Puts the model's files, and nothing else, flat into the empty folder.
     *
     * @param scratch an empty folder for what is thrown away
     * @throws ModelSourceException when it cannot be had
     * @throws IOException when this machine's disk fails
     */
    void fetch(R reference, Path folder, Path scratch, DownloadProgress progress) throws IOException;
}
