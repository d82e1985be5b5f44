package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.work.database.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What makes two commands the same: sha256 over the canonical JSON, without the command's own id. */
public final class CommandHash {
    private CommandHash() {}

    /** 64 lower-case hex digits. */
    public static String of(AdaptationCommand command) {
        AdaptationCommand content = new AdaptationCommand(
                null,
                command.action(),
                command.task(),
                command.adaptation(),
                command.dataset(),
                command.submission(),
                command.warmStart(),
                command.calibration(),
                command.profileVersion(),
                command.reason());
        try {
            byte[] canonical = Json.write(content).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
