package dev.steerstream.cli.platform;

import dev.steerstream.local.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The key of a local platform: made at its first start, told to its doors, and read by the commands of whoever owns the state directory. */
public final class OperatorKey {
    private static final String PREFIX = "sk-steer-";
    /** Letters and digits: 256 bits. */
    private static final int LENGTH = 43;

    private OperatorKey() {}

    static String kept(StateDirectory state) throws IOException {
        return Secret.kept(state.operatorKey(), PREFIX, LENGTH, "delete it, and the next steer up makes another");
    }

    /** Empty where no platform ever ran there. */
    public static Optional<String> read(StateDirectory state) throws IOException {
        return Files.exists(state.operatorKey()) ? Optional.of(kept(state)) : Optional.empty();
    }
}
