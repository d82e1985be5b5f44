package dev.steerstream.cli.command;

import dev.steerstream.cli.platform.StateDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which local platform is meant. */
final class StateOption {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "${env:STEER_HOME:-.steer}",
            description = "State directory of the local platform. Default: STEER_HOME, else ./.steer.")
    private Path directory;

    StateDirectory directory() {
        return new StateDirectory(directory);
    }

    /** Whether commands that leave the option out, with no STEER_HOME, would mean another platform. */
    boolean elsewhere() {
        return !directory.toAbsolutePath().normalize().equals(Path.of(".steer").toAbsolutePath());
    }
}
