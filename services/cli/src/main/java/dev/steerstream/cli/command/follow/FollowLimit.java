package dev.steerstream.cli.command.follow;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long to follow what goes on. */
public final class FollowLimit {
    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description = "How long to follow it. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    public Duration duration() {
        return Duration.ofSeconds(timeout);
    }
}
