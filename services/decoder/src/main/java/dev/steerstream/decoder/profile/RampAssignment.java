package dev.steerstream.decoder.profile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Which requests take a ramped version: those whose {@code sha256(tenant/task/request/salt)}, its first 8 bytes as an unsigned fraction of 2^64, lies
 * below the share. Nothing but names goes in, so every decoder says the same, and a growing share only adds requests. Stateless.
 */
final class RampAssignment {
    private static final int BYTES = 8;
    private static final BigDecimal ONE = new BigDecimal(BigInteger.ONE.shiftLeft(8 * BYTES));

    private RampAssignment() {}

    static boolean takes(TaskName task, String request, String salt, double share) {
        byte[] first = Arrays.copyOf(sha256(task + "/" + request + "/" + salt), BYTES);
        return new BigDecimal(new BigInteger(1, first)).compareTo(new BigDecimal(share).multiply(ONE)) < 0;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
