package dev.steerstream.model.source;

/** Told how far a download is, at most a few times a second, on the downloading thread. */
@FunctionalInterface
public interface DownloadProgress {
    /** Tells nobody. */
    DownloadProgress NONE = (doneBytes, totalBytes) -> {};

    /**
     * @param doneBytes never falls, never above the total where that is known
     * @param totalBytes -1 while it is not known
     */
    void at(long doneBytes, long totalBytes);
}
