package dev.steerstream.model.conversion;

import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.ModelFileException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file that appears whole or not at all, and never takes another's place. */
final class NewFile {
    private static final int BUFFER = 1 << 20;

    /** Writes the content. */
    interface Content {
        void write(OutputStream target) throws IOException;
    }

    private NewFile() {}

    /**
     * Writes it and returns its sha256.
     *
     * @throws ModelFileException when there is such a file already
     */
    static String write(Path file, Content content) {
        refuseExisting(file);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        MessageDigest digest = FileDigest.sha256();
        try {
            try (OutputStream target =
                    new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(draft), digest), BUFFER)) {
                content.write(target);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    file + " could not be written (" + failure.getMessage() + "). Check permissions and free space.",
                    failure);
        } finally {
            removeQuietly(draft);
        }
    }

    static void refuseExisting(Path file) {
        if (Files.exists(file)) {
            throw new ModelFileException(
                    file, "it", "there already", "nothing is overwritten", "Name another place, or remove it.");
        }
    }

    private static void removeQuietly(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException ignored) {
            // The failure that left it there is on its way.
        }
    }
}
