package dev.steerstream.cli.command;

import dev.steerstream.cli.ExitCode;
import java.util.Locale;
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
        description =
                "Prints the completion of commands and options for a shell. bash: source <(steer completion bash);"
                        + " zsh: the same in ~/.zshrc with zsh.")
public final class CompletionCommand implements Callable<Integer> {
    /** Shells. */
    public enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        CommandLine root = command.root().commandLine();
        var writer = command.commandLine().getOut();
        // The one script serves both: zsh reads bash's completions once it is told to.
        if (shell.name().toLowerCase(Locale.ROOT).equals("zsh")) {
            writer.println("autoload -U +X compinit && compinit");
            writer.println("autoload -U +X bashcompinit && bashcompinit");
        }
        writer.println(AutoComplete.bash("steer", root));
        writer.flush();
        return ExitCode.OK.code();
    }
}
