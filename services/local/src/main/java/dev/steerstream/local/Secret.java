package dev.steerstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Generated passwords, each in a file that only its owner can read. */
final class Secret {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    /** 32 letters of 62: 190 bits. */
    private static final int LENGTH = 32;

    private Secret() {}

    /** The secret in {@code file}, drawn and stored (mode 0600, whole or not at all) where there is none yet. */
    static String kept(Path file) throws IOException {
        if (Files.exists(file)) {
            String secret = Files.readString(file).strip();
            if (!secret.matches("[A-Za-z0-9]{" + LENGTH + "}")) {
                throw new LocalPartException(file + " does not hold a password that was generated here (" + LENGTH
                        + " letters and digits): restore it, or delete the database with it");
            }
            return secret;
        }
        var random = new SecureRandom();
        var secret = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        Path draft = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".secret",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, secret);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return secret.toString();
    }
}
