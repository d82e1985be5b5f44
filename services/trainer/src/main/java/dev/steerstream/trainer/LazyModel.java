package dev.steerstream.trainer;

import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import java.nio.file.Path;

/** The configured base model, fetched and opened with the first job: services are up before. Safe from any thread. */
final class LazyModel implements AutoCloseable {
    private final String reference;
    private final Path cache;
    private BaseModel opened;

    /** @param cache folder for fetched models */
    LazyModel(String reference, Path cache) {
        this.reference = reference;
        this.cache = cache;
    }

    /** Opens it on the first call; a call that failed is tried again by the next. */
    synchronized BaseModel get(DownloadProgress progress) {
        if (opened == null) {
            Path path = new ModelCache(cache).resolve(ModelReference.parse(reference), progress);
            opened = BaseModel.open(reference, path);
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (opened != null) opened.close();
        opened = null;
    }
}
