package dev.steerstream.cli.command.option;

import dev.steerstream.cli.platform.StateDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which local platform is meant. */
public final class StateOption {
    private static final String VARIABLE = "STEER_HOME";

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "State directory of the local platform. Default: STEER_HOME, else ./.steer.")
    private Path directory;

    public StateDirectory directory() {
        return new StateDirectory(path());
    }

    private Path path() {
        return directory != null ? directory : Path.of(System.getenv().getOrDefault(VARIABLE, ".steer"));
    }

    /** Whether a local platform was named, by option or variable. */
    boolean named() {
        return directory != null || System.getenv(VARIABLE) != null;
    }

    /** Whether commands that leave the option out, with no STEER_HOME, would mean another platform. */
    public boolean elsewhere() {
        return !path().toAbsolutePath().normalize().equals(Path.of(".steer").toAbsolutePath());
    }
}
