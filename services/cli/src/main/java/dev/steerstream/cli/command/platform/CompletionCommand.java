package dev.steerstream.cli.command.platform;

import dev.steerstream.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the completion of all commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints the completion of commands and options for a shell. In ~/.bashrc or ~/.zshrc: source"
                + " <(steer completion bash).")
public final class CompletionCommand implements Callable<Integer> {
    /** Shells. */
    public enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh: the same script serves both.")
    private Shell shell;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        CommandLine root = command.root().commandLine();
        var writer = command.commandLine().getOut();
        // One script serves both: run by zsh, it tells zsh to read bash's completions.
        writer.println(AutoComplete.bash("steer", root));
        writer.flush();
        return ExitCode.OK.code();
    }
}
