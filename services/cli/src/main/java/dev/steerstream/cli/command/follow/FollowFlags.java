package dev.steerstream.cli.command.follow;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether to follow what was asked for, and how long. */
public final class FollowFlags {
    @Option(names = "--no-wait", description = "Return as soon as it is accepted.")
    private boolean noWait;

    @Mixin
    private FollowLimit limit;

    public boolean follows() {
        return !noWait;
    }

    public Duration limit() {
        return limit.duration();
    }
}
