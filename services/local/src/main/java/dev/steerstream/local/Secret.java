package dev.steerstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Generated passwords and keys, each in a file that only its owner can read. */
public final class Secret {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    /** 32 letters of 62: 190 bits. */
    private static final int LENGTH = 32;

    private Secret() {}

    /** The password in {@code file}, drawn and stored (mode 0600, whole or not at all) where there is none yet. */
    static String kept(Path file) throws IOException {
        return kept(file, "", LENGTH, "restore it, or delete the database with it");
    }

    /**
     * As above, of another form.
     *
     * @param prefix what it begins with, letters, digits and {@code -}
     * @param length how many letters and digits follow
     * @param remedy what to do where the file holds something else
     */
    public static String kept(Path file, String prefix, int length, String remedy) throws IOException {
        if (Files.exists(file)) {
            String secret = Files.readString(file).strip();
            if (!secret.matches(prefix + "[A-Za-z0-9]{" + length + "}")) {
                throw new LocalPartException(file + " does not hold a secret that was generated here (" + prefix
                        + length + " letters and digits): " + remedy);
            }
            return secret;
        }
        var random = new SecureRandom();
        var secret = new StringBuilder(prefix);
        for (int i = 0; i < length; i++) secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
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
