package dev.steerstream.model.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says that a disk is full, and how full. */
final class DiskSpace {
    private DiskSpace() {}

    static boolean isFull(IOException e) {
        return String.valueOf(e.getMessage()).contains("No space left on device")
                || String.valueOf(e.getMessage()).contains("Disk quota exceeded");
    }

    static ModelSourceException full(String model, Path folder) {
        String free;
        try {
            free = Files.getFileStore(folder).getUsableSpace() / 1_000_000 + " MB";
        } catch (IOException e) {
            free = "an unknown amount";
        }
        return new ModelSourceException(
                ModelSourceException.Reason.DISK_FULL,
                "The disk of " + folder + " is full while fetching " + model + " (free: " + free
                        + "; a download needs about twice the model's size). Free some space, or put the cache on another"
                        + " disk by XDG_CACHE_HOME.");
    }
}
