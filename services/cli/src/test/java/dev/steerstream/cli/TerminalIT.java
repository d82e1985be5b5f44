package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in real shells: their completion, and colours for people only. */
class TerminalIT {
    private static final String ESCAPE = "\u001b";

    @TempDir
    Path directory;

    /** What a script prints, on both outputs. */
    private String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(directory.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Path completion(String shell) throws Exception {
        return Files.writeString(
                directory.resolve("steer." + shell), steer("completion", shell).out());
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        String script = "source " + completion("bash") + "; complete -p steer;"
                + " COMP_WORDS=(steer ba); COMP_CWORD=1; _complete_steer; echo \"${COMPREPLY[@]}\";"
                + " COMP_WORDS=(steer batch create --wi); COMP_CWORD=3; _complete_steer; echo \"${COMPREPLY[@]}\"";
        assertThat(run(Map.of(), "bash", "--norc", "-c", script))
                .contains("-F _complete_steer")
                .contains("batch")
                .contains("--window");
    }

    @Test
    void zshTakesTheSameScript() throws Exception {
        assumeThat(Path.of("/usr/bin/zsh"))
                .as("zsh is not installed: apt-get install zsh")
                .exists();
        String script = "source " + completion("zsh") + "; print -r -- $_comps[steer]";
        assertThat(run(Map.of(), "/usr/bin/zsh", "-f", "-c", script)).contains("_complete_steer");
    }

    @Test
    void coloursReachATerminalAndNothingElse() throws Exception {
        assumeThat(Path.of("/usr/bin/script"))
                .as("script is not installed: it makes a terminal")
                .exists();
        String steer = Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -cp "
                + System.getProperty("java.class.path") + " " + Steer.class.getName() + " task --help";
        String[] onTerminal = {"/usr/bin/script", "-qec", steer, "/dev/null"};
        assertThat(run(Map.of("TERM", "xterm"), onTerminal))
                .contains(ESCAPE + "[1m")
                .contains("adapt");
        assertThat(run(Map.of("TERM", "xterm", "NO_COLOR", "1"), onTerminal))
                .contains("adapt")
                .doesNotContain(ESCAPE);
        assertThat(run(Map.of("TERM", "xterm"), "bash", "-c", steer))
                .contains("adapt")
                .doesNotContain(ESCAPE);
    }
}
