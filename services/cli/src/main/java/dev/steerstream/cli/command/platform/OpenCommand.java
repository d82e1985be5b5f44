package dev.steerstream.cli.command.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.StateOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.platform.PlatformStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens the local platform's pages. */
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = "Opens the local platform's pages in a browser, and says where the key for the login is.")
public final class OpenCommand implements Callable<Integer> {
    private static final List<String> OPENERS = List.of("xdg-open", "open", "wslview");

    @Option(names = "--print", description = "Print the address only.")
    private boolean print;

    @Mixin
    private StateOption state;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        PlatformStatus status = PlatformStatus.running(state.directory())
                .filter(running -> running.tracker() != null)
                .orElseThrow(() -> new CommandException(
                        ExitCode.NOT_FOUND,
                        "no platform runs on " + state.directory().root() + ": start one with steer up"));
        ObjectNode answer = Output.MAPPER.createObjectNode().put("tracker", status.tracker());
        boolean key = Files.exists(state.directory().operatorKey());
        if (key) answer.put("key_file", state.directory().operatorKey().toString());
        output.print(answer, writer -> {
            writer.println(status.tracker());
            if (key) writer.println("if it asks for a key: " + state.directory().operatorKey());
        });
        if (!print && !opened(status.tracker())) {
            output.narrate("no browser could be started here: open the address above yourself");
        }
        return ExitCode.OK.code();
    }

    /** With the first program that the system has for it. */
    private static boolean opened(String address) {
        for (String opener : OPENERS) {
            try {
                new ProcessBuilder(opener, address)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return true;
            } catch (IOException missing) {
                // The next one may be there.
            }
        }
        return false;
    }
}
