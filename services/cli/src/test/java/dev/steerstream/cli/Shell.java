package dev.steerstream.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs {@code steer} as a shell does, in this process. */
final class Shell {
    private Shell() {}

    record Run(int exitCode, String out, String err) {}

    static Run steer(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Steer.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
