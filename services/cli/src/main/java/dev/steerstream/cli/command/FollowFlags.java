package dev.steerstream.cli.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether to follow what was asked for, and how long. */
public final class FollowFlags {
    static final String DAY = "86400";

    @Option(names = "--no-wait", description = "Return as soon as it is accepted.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = DAY,
            description = "How long to follow it. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    boolean follows() {
        return !noWait;
    }

    Duration limit() {
        return Duration.ofSeconds(timeout);
    }
}
