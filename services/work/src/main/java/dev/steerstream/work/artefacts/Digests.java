package dev.steerstream.work.artefacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Sha256 of files and streams, in blocks. */
public final class Digests {
    private Digests() {}

    /** A new sha256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = sha256();
            byte[] block = new byte[65_536];
            for (int read = in.read(block); read >= 0; read = in.read(block)) digest.update(block, 0, read);
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    static String copy(InputStream in, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            MessageDigest digest = sha256();
            byte[] block = new byte[65_536];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
                out.write(block, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
