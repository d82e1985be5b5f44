package dev.steerstream.model.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** sha256 of files, in lower-case hexadecimal. */
public final class FileDigest {
    private FileDigest() {}

    /** @throws ModelFileException when the file cannot be read */
    public static String of(Path file) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A new sha256; every Java platform has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java platform has no SHA-256, which its specification demands.", e);
        }
    }

    static ModelFileException unreadable(Path file, IOException e) {
        return new ModelFileException(
                file,
                "the file",
                "unreadable (" + e + ")",
                "it must be a readable file",
                "Check the path and the permissions.",
                e);
    }
}
