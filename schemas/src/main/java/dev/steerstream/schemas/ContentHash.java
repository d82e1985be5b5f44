package dev.steerstream.schemas;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What makes two messages with one id the same or a conflict: lower-case hex sha256 of all that their sender asked for. Every room that compares
 * ids uses this one.
 */
public final class ContentHash {

    private ContentHash() {}

    /**
     * Of a request without its id, its deadline (who repeats a request without naming one is given a later one) and the gateway instance that
     * waits for it (a repeated request may meet another replica).
     */
    public static String of(GenerationRequest request) {
        return sha256(new GenerationRequest(
                null,
                request.task(),
                request.messages(),
                request.prompt(),
                request.sampling(),
                request.steering(),
                request.stream(),
                request.deterministic(),
                null,
                null));
    }

    /** Of a command without its id. */
    public static String of(AdaptationCommand command) {
        return sha256(new AdaptationCommand(
                null,
                command.action(),
                command.task(),
                command.adaptation(),
                command.dataset(),
                command.submission(),
                command.warmStart(),
                command.calibration(),
                command.profileVersion(),
                command.reason()));
    }

    private static String sha256(Object content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Contracts.write(content)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
