package dev.steerstream.work.keys;

import dev.steerstream.work.artefacts.Digests;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random texts that stand for their holder, and their hashes. Safe from any thread. */
public final class Secrets {
    /** What a key begins with, so that scanners for leaked secrets find one. */
    public static final String KEY_PREFIX = "sk-steer-";

    private static final int BYTES = 32;

    /** Characters of a key: the prefix and 256 bits in base64. */
    static final int SHORTEST = KEY_PREFIX.length() + 43;

    private Secrets() {}

    /** A new key's secret. */
    public static String key(SecureRandom random) {
        return KEY_PREFIX + token(random);
    }

    /** 256 random bits, as text that fits headers, cookies and addresses. */
    static String token(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String hash(String secret) {
        return HexFormat.of().formatHex(Digests.sha256().digest(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
